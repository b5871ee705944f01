/* Progress.tsx: what became of a share through a linked account, followed until it is settled; with what can be done about it. */
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconCalendarClock, IconCircleCheck, IconExternalLink, IconHourglass, IconLink, IconSend, IconX, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Share } from '../../api/types.ts';
import { fieldText, problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { OutsideLink } from '../../ui/TextLink.tsx';
import { useConnections } from '../connection/api.ts';
import { useDeclare, useEnd, useFollowed } from './api.ts';
import { Fault } from './Fault.tsx';
import { ChangeMoment } from './Moment.tsx';
import classes from './publish.module.css';
import { stageOf, wantsAccount, type Stage } from './stages.ts';

const signs: Record<Stage, { icon: TablerIcon; tone?: 'ok' | 'warn' }> = {
  going: { icon: IconSend },
  waiting: { icon: IconCalendarClock },
  later: { icon: IconHourglass },
  reauth: { icon: IconAlertTriangle, tone: 'warn' },
  out: { icon: IconCircleCheck, tone: 'ok' },
  unsure: { icon: IconAlertTriangle, tone: 'warn' },
  failed: { icon: IconAlertTriangle, tone: 'warn' },
  cancelled: { icon: IconX },
  taken: { icon: IconX },
  stands: { icon: IconAlertTriangle, tone: 'warn' },
};

interface ProgressProps {
  share: Share;
  /** One of several in a list: smaller, and the moment instead of a heading. */
  small?: boolean;
  /** Back to the text, where there is a composer to go back to. */
  onAgain?: (share: Share) => void;
}

export function Progress({ share: given, small, onAgain }: ProgressProps) {
  const { t } = useTranslation();
  const { ahead } = useLocale();
  const share = useFollowed(given);
  const stage = stageOf(share, Date.now());
  const head = useKeepFocus(stage);
  const network = networkTitle(t, share.network);
  const when = share.due_at ? ahead(share.due_at) : '';
  const { icon, tone } = signs[stage];
  const title = small && stage === 'waiting' ? t('publish.queue.due', { when }) : t(`publish.stage.${stage}.title`, { network });
  return (
    <div className={classes.progress} data-small={small || undefined}>
      <div role="status" tabIndex={-1} ref={head} className={classes.state}>
        <Group gap={10} wrap="nowrap" align="flex-start" className={classes.title} data-tone={tone}>
          <Icon of={icon} size={small ? 18 : 24} />
          {small ? (
            <Text size="sm" fw={600}>
              {title}
            </Text>
          ) : (
            <Title order={2} fz={24} lh="32px" fw={680}>
              {title}
            </Title>
          )}
        </Group>
        {!(small && stage === 'waiting') && (
          <Text size="sm" c="var(--pv-ink-soft)" mt={6}>
            {stage === 'out' && share.evidence === 'declared' ? t('publish.stage.out.declared') : t(`publish.stage.${stage}.text`, { network, when })}
          </Text>
        )}
        {stage !== 'unsure' && stage !== 'out' && <Fault share={share} reason={stage === 'failed' || stage === 'cancelled' || stage === 'stands'} />}
      </div>
      <Acts share={share} stage={stage} network={network} small={small} onAgain={onAgain} />
    </div>
  );
}

/** A button that was pressed goes away with its state: the keyboard goes on from the new one. */
function useKeepFocus(stage: Stage) {
  const head = useRef<HTMLDivElement>(null);
  const known = useRef(stage);
  useEffect(() => {
    if (known.current === stage) return;
    known.current = stage;
    if (document.activeElement === document.body || document.activeElement?.getAttribute('role') === 'dialog') head.current?.focus({ preventScroll: true });
  }, [stage]);
  return head;
}

interface ActsProps {
  share: Share;
  stage: Stage;
  network: string;
  small: boolean | undefined;
  onAgain: ((share: Share) => void) | undefined;
}

function Acts({ share, stage, network, small, onAgain }: ActsProps) {
  const { t } = useTranslation();
  const address = share.remote_url ?? share.declared_url;
  const size = small ? 'sm' : 'md';
  if (stage === 'waiting') return <Waits share={share} size={size} />;
  if (stage === 'unsure') return <Unsure share={share} network={network} />;
  const relink = stage === 'reauth' || ((stage === 'failed' || stage === 'cancelled') && wantsAccount(share));
  const acts = [
    relink && (
      <Button key="relink" size={size} component={Link} to="/me/accounts">
        {t('publish.act.relink')}
      </Button>
    ),
    (stage === 'failed' || stage === 'cancelled') && onAgain && (
      <Button key="again" size={size} variant={relink ? 'default' : 'filled'} onClick={() => onAgain(share)}>
        {t('publish.act.again')}
      </Button>
    ),
    (stage === 'out' || stage === 'stands') && address && (
      <Button key="see" size={size} component="a" href={address} target="_blank" rel="noopener noreferrer" variant="default" rightSection={<Icon of={IconExternalLink} size={18} />}>
        {t('publish.act.see', { network })}
      </Button>
    ),
    (stage === 'reauth' || stage === 'later') && <Cancel key="cancel" share={share} size={size} />,
  ].filter(Boolean);
  return acts.length > 0 ? <Group gap="xs">{acts}</Group> : null;
}

function Waits({ share, size }: { share: Share; size: string }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  if (changing) return <ChangeMoment share={share} onDone={() => setChanging(false)} />;
  return (
    <Group gap="xs">
      {!cancelling && (
        <Button size={size} variant="default" onClick={() => setChanging(true)}>
          {t('publish.act.change')}
        </Button>
      )}
      <Cancel share={share} size={size} onAsk={setCancelling} />
    </Group>
  );
}

/** Asks once, in place. */
function Cancel({ share, size, onAsk }: { share: Share; size: string; onAsk?: (asking: boolean) => void }) {
  const { t } = useTranslation();
  const end = useEnd(share.id);
  const [asking, setAsking] = useState(false);
  const ask = (now: boolean) => {
    setAsking(now);
    onAsk?.(now);
  };
  if (!asking)
    return (
      <Button size={size} variant="default" onClick={() => ask(true)}>
        {t('publish.act.cancel')}
      </Button>
    );
  const problem = end.isError ? toApiError(end.error) : null;
  return (
    <Stack gap={8} role="group" aria-label={t('publish.act.cancelSure')}>
      <Text size="sm">{t('publish.act.cancelSure')}</Text>
      {problem && (
        <Text size="sm" c="var(--pv-danger)" role="alert">
          {problem.slug === 'state' ? t('publish.act.tooLate') : problemText(problem, t)}
        </Text>
      )}
      <Group gap="xs">
        <Button size={size} color="red" loading={end.isPending} onClick={() => end.mutate()}>
          {t('publish.act.cancelYes')}
        </Button>
        <Button size={size} variant="default" autoFocus onClick={() => ask(false)}>
          {t('publish.act.cancelNo')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Nobody knows but the member, who can look: there, with its address, or not. */
function Unsure({ share, network }: { share: Share; network: string }) {
  const { t } = useTranslation();
  const declare = useDeclare(share.id);
  const end = useEnd(share.id);
  const account = useConnections().data?.items.find((item) => item.network === share.network);
  const [url, setUrl] = useState('');
  const problem = declare.isError ? toApiError(declare.error) : end.isError ? toApiError(end.error) : null;
  const onUrl = problem?.errors.find((item) => item.pointer === '/url');
  return (
    <Stack
      gap="sm"
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        declare.mutate(url.trim());
      }}
    >
      {account?.url && (
        <Text size="sm" component="div">
          <OutsideLink href={account.url}>{t('publish.act.profile', { network })}</OutsideLink>
        </Text>
      )}
      {share.takes_url && (
        <TextInput
          type="url"
          inputMode="url"
          label={t('publish.act.url')}
          placeholder="https://…"
          leftSection={<Icon of={IconLink} size={18} />}
          value={url}
          onChange={(event) => {
            setUrl(event.currentTarget.value);
            declare.reset();
          }}
          error={onUrl && (/host|address of|another/.test(onUrl.detail) ? t('publish.act.urlWrong', { network }) : fieldText(onUrl, t))}
        />
      )}
      <FormProblem text={problem && !onUrl ? problemText(problem, t) : null} />
      <Group gap="xs">
        <Button type="submit" loading={declare.isPending}>
          {t('publish.act.there')}
        </Button>
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {t('publish.act.notThere')}
        </Button>
      </Group>
    </Stack>
  );
}
