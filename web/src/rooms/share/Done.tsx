/* Done.tsx: the text is on the clipboard and the network is open; the rest happens there. One question, one link to keep. */
import { Alert, Box, Button, CloseButton, CopyButton, Group, Stack, Text, TextInput, Timeline, Title, type TimelineItemProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Share } from '../../api/types.ts';
import { fieldText, problemText } from '../../base/problemText.ts';
import { Icon } from '../../ui/Icon.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { OutsideLink, TextButton, TextLink } from '../../ui/TextLink.tsx';
import { useDeclareShare, useRetractShare } from './api.ts';
import { LinkCard } from './LinkCard.tsx';
import classes from './share.module.css';
import type { Handed } from './ShareSheet.tsx';

interface DoneProps {
  handed: Handed;
  onClose: () => void;
}

const examples: Record<string, string> = {
  linkedin: 'https://www.linkedin.com/posts/…',
  x: 'https://x.com/…/status/…',
  bluesky: 'https://bsky.app/profile/…/post/…',
  mastodon: 'https://mastodon.social/@…/…',
  facebook: 'https://www.facebook.com/…/posts/…',
  threads: 'https://www.threads.com/@…/post/…',
  xing: 'https://www.xing.com/…/…',
};

export function Done({ handed, onClose }: DoneProps) {
  const { t } = useTranslation();
  const [share, setShare] = useState(handed.share);
  const title = networkTitle(t, share.network);
  const declared = share.evidence !== 'opened';
  return (
    <>
      <div className={classes.header} data-done>
        <About share={share} title={title} />
        <CloseButton size={44} iconSize={20} onClick={onClose} aria-label={t('common.close')} />
      </div>
      <div className={classes.done}>
        <Title order={2} fz={24} lh="32px" fw={680} mb="lg">
          {declared ? t('share.done.thanks') : share.takes_url ? t('share.done.question') : t('share.done.questionSent')}
        </Title>
        <Timeline active={declared ? 2 : handed.result?.copied === false ? -1 : 1} bulletSize={28} lineWidth={2} color="var(--pv-ink)" className={classes.steps}>
          <CopiedStep share={share} copied={handed.result?.copied} />
          {(share.intent_url || declared) && share.network !== 'copy' && <OpenedStep share={share} title={title} opened={handed.result?.opened} />}
          <Timeline.Item bullet={declared ? <Icon of={IconCheck} size={15} /> : undefined} title={t(share.takes_url ? 'share.done.online' : 'share.done.sent')}>
            {declared ? <Declared share={share} onClose={onClose} /> : <DeclareForm share={share} onDeclared={setShare} onClose={onClose} />}
          </Timeline.Item>
        </Timeline>
        <LinkCard link={share.link} text={share.final_text} />
      </div>
    </>
  );
}

function About({ share, title }: { share: Share; title: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Thumb url={share.post.image_url} width={48} height={36} />
      <Box flex={1} miw={0}>
        <Text size="sm" fw={620} lineClamp={2}>
          {share.post.title || t('share.title')}
        </Text>
        <Text size="xs" c="dimmed">
          {share.network === 'copy' ? t('share.done.copied') : share.evidence === 'opened' ? t('share.done.on', { network: title, context: share.network }) : t('share.done.declaredOn', { network: title, context: share.network })}
        </Text>
      </Box>
    </>
  );
}

const checked = <Icon of={IconCheck} size={15} />;

// Timeline hands its items their place by props, so a step passes on what it gets.
function CopiedStep({ share, copied, ...item }: { share: Share; copied: boolean | undefined } & Partial<TimelineItemProps>) {
  const { t } = useTranslation();
  if (copied !== false) return <Timeline.Item {...item} bullet={checked} title={t('share.done.copied')} />;
  return (
    <Timeline.Item {...item} title={t('share.done.copyYourself')}>
      <Text size="sm" className={classes.finalText} tabIndex={0} role="textbox" aria-readonly aria-label={t('share.done.finalText')}>
        {share.final_text}
      </Text>
      <CopyButton value={share.final_text}>
        {({ copied: now, copy }) => (
          <Button variant="default" size="sm" mt="xs" onClick={copy}>
            {now ? t('common.copied') : t('share.done.copy')}
          </Button>
        )}
      </CopyButton>
    </Timeline.Item>
  );
}

function OpenedStep({ share, title, opened, ...item }: { share: Share; title: string; opened: boolean | undefined } & Partial<TimelineItemProps>) {
  const { t } = useTranslation();
  return (
    <Timeline.Item {...item} bullet={opened === false ? undefined : checked} title={opened === false ? t('share.done.openYourself', { network: title, context: share.network }) : t('share.done.opened', { network: title, context: share.network })}>
      <Text size="sm" c="dimmed">
        {t(/[?&](text|body)=/.test(share.intent_url ?? '') ? 'share.done.pasteOrThere' : 'share.done.paste', { context: share.takes_url ? undefined : 'sent' })}
      </Text>
      {share.intent_url && opened !== true && (
        <Box fz={14} mt={4}>
          <OutsideLink href={share.intent_url}>{t('share.done.open', { network: title, context: share.network })}</OutsideLink>
        </Box>
      )}
    </Timeline.Item>
  );
}

function DeclareForm({ share, onDeclared, onClose }: { share: Share; onDeclared: (share: Share) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const declare = useDeclareShare();
  const retract = useRetractShare();
  const clipboard = useClipboard({ timeout: 2000 });
  const problem = declare.isError ? toApiError(declare.error) : null;
  const onUrl = problem?.errors.find((item) => item.pointer === '/url');
  const title = networkTitle(t, share.network);
  return (
    <Stack gap="sm" component="form" onSubmit={(event) => {
      event.preventDefault();
      declare.mutate({ id: share.id, url: url.trim() || undefined }, { onSuccess: onDeclared });
    }}>
      <Text size="sm" c="dimmed">
        {t(share.takes_url ? 'share.done.tell' : 'share.done.tellSent')}
      </Text>
      {share.takes_url && <TextInput
        type="url"
        inputMode="url"
        aria-label={t('share.done.urlLabel', { network: title })}
        placeholder={examples[share.network] ?? 'https://…'}
        leftSection={<Icon of={IconLink} size={18} />}
        value={url}
        onChange={(event) => {
          setUrl(event.currentTarget.value);
          declare.reset();
        }}
        error={onUrl && (/host|address of|another/.test(onUrl.detail) ? t('share.done.urlWrong', { network: title }) : fieldText(onUrl, t))}
      />}
      <Text size="xs" c="dimmed">
        {t('share.done.optional')}
      </Text>
      {problem && !onUrl && <Alert color="red" role="alert">{problemText(problem, t)}</Alert>}
      <Group gap="xs" className={classes.answers}>
        <Button type="submit" loading={declare.isPending}>
          {t(share.takes_url ? 'share.done.yes' : 'share.done.yesSent')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('share.done.notYet')}
        </Button>
      </Group>
      <Group gap="lg" fz={14}>
        <TextButton onClick={() => clipboard.copy(share.final_text)}>{clipboard.copied ? t('common.copied') : t('share.done.copyAgain')}</TextButton>
        <TextButton quiet onClick={() => retract.mutate(share.id, { onSuccess: onClose })}>
          {t('share.done.giveUp')}
        </TextButton>
      </Group>
    </Stack>
  );
}

function Declared({ share, onClose }: { share: Share; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm" c="dimmed">
        {t(share.evidence === 'verified' ? 'share.done.verified' : 'share.done.declared')}
      </Text>
      <Box fz={14} mt={8} onClick={onClose}>
        <TextLink to="/impact">{t('share.seeImpact')}</TextLink>
      </Box>
    </>
  );
}
