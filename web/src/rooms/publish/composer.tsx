/* composer.tsx: what the composer has more of where an account is linked: when, one click, and the way by hand as the second choice. */
import { Alert, Box, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCalendarPlus, IconSend, IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/problem.ts';
import type { ComposerState } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { toWall } from '../../base/zoned.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton, TextLink } from '../../ui/TextLink.tsx';
import classes from './publish.module.css';
import { MomentField, useMomentText } from './Moment.tsx';
import { momentFault, momentOf, momentRefused, type When as Chosen } from './stages.ts';

export { Sent, Standing } from './Sent.tsx';

/** The best time is rounded up; as near as this it is now. */
const GOOD_MS = 10 * 60_000;

interface WhenProps {
  state: ComposerState;
  when: Chosen;
  onWhen: (when: Chosen) => void;
  /** What the server said last. */
  error: ApiError | null;
}

export function When({ state, when, onWhen, error }: WhenProps) {
  const { t } = useTranslation();
  const { timeZone, ahead } = useLocale();
  const say = useMomentText();
  const best = state.best_at ?? null;
  const at = momentOf(when, best, timeZone);
  const refused = error && when.kind !== 'now' ? momentRefused(error) : null;
  const fault = refused ?? (when.kind === 'pick' ? momentFault(at, Date.now()) : null);
  const good = best !== null && Date.parse(best) - Date.now() < GOOD_MS;
  const choose = (kind: string) => {
    if (kind === 'pick') onWhen({ kind, wall: toWall(best ?? new Date(Date.now() + 3_600_000).toISOString(), timeZone) });
    else onWhen({ kind: kind === 'best' ? 'best' : 'now' });
  };
  return (
    <section aria-labelledby="share-when">
      <Text id="share-when" component="h3" size="sm" fw={620} m={0} mb={8}>
        {t('publish.when.label')}
      </Text>
      <SegmentedControl
        fullWidth
        aria-labelledby="share-when"
        className={classes.when}
        value={when.kind}
        onChange={choose}
        data={[
          { value: 'now', label: t('publish.when.now'), disabled: state.hold !== null },
          { value: 'pick', label: t('publish.when.pick') },
          ...(best ? [{ value: 'best', label: t('publish.when.best') }] : []),
        ]}
      />
      {when.kind === 'pick' ? (
        <Box mt="sm">
          <MomentField wall={when.wall} onWall={(wall) => onWhen({ kind: 'pick', wall })} error={fault ? say(fault, state.network) : null} />
        </Box>
      ) : (
        best && (
          <Text size="xs" c="dimmed" mt={8}>
            {when.kind === 'now' && good ? t('publish.when.noteGood') : t(when.kind === 'best' ? 'publish.when.noteBest' : 'publish.when.noteNow', { when: ahead(best) })}
          </Text>
        )
      )}
      {when.kind === 'best' && fault && (
        <Text size="sm" c="var(--pv-danger)" mt={4} role="alert">
          {say(fault, state.network)}
        </Text>
      )}
    </section>
  );
}

interface SendBarProps {
  state: ComposerState;
  title: string;
  when: Chosen;
  ready: boolean;
  busy: boolean;
  /** What still keeps it from going. */
  why: ReactNode;
  onSend: (at: string | null) => void;
  onByHand: () => void;
}

export function SendBar({ state, title, when, ready, busy, why, onSend, onByHand }: SendBarProps) {
  const { t } = useTranslation();
  const { timeZone, ahead } = useLocale();
  const at = momentOf(when, state.best_at, timeZone);
  const wrong = when.kind !== 'now' && momentFault(at, Date.now()) !== null;
  return (
    <>
      <Group gap={10} c="dimmed" wrap="nowrap" className={classes.promise}>
        <Icon of={IconShieldCheck} />
        <Text size="xs" className={classes.from}>
          {t('publish.send.from', { handle: state.account?.handle ?? '' })}
        </Text>
      </Group>
      <div className={classes.send}>
        <Box fz={14} className={classes.byHand}>
          <TextButton quiet onClick={onByHand}>
            {t('publish.send.byHand', { network: title })}
          </TextButton>
        </Box>
        <Stack gap={6}>
          <Button
            size="lg"
            leftSection={<Icon of={when.kind === 'now' ? IconSend : IconCalendarPlus} />}
            disabled={!ready || why !== null || wrong}
            loading={busy}
            onClick={() => onSend(at)}
            aria-describedby={why ? 'share-why' : undefined}
          >
            {at && when.kind !== 'now' ? t('publish.send.later', { when: ahead(at) }) : t('publish.send.now', { network: title })}
          </Button>
          {why && (
            <Text size="xs" c="dimmed" id="share-why" ta="center">
              {why}
            </Text>
          )}
        </Stack>
      </div>
    </>
  );
}

/** Without an account: a line at the end. With one that is to be linked again: why it goes by hand. */
export function AccountHint({ state, title }: { state: ComposerState; title: string }) {
  const { t } = useTranslation();
  if (state.account?.status === 'reauth')
    return (
      <Alert variant="default" className={classes.reauth} icon={<Icon of={IconAlertTriangle} color="var(--pv-warn)" />}>
        <Text size="sm">{t('publish.hint.reauth', { network: title })}</Text>
        <Box fz={14} mt={4}>
          <TextLink to="/me/accounts">{t('publish.hint.again')}</TextLink>
        </Box>
      </Alert>
    );
  return (
    <Text size="xs" c="dimmed" component="div">
      {t('publish.hint.text')}{' '}
      <TextLink to="/me/accounts" quiet>
        {t('publish.hint.link', { network: title })}
      </TextLink>
    </Text>
  );
}
