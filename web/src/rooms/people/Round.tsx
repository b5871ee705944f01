/* Round.tsx: who was not invited yet, the pilot and its end, and invitations on their way. Says what will happen before it does. */
import { Button, Card, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { IconMailFast, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { JoinRound } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useRound, useStartRound } from './api.ts';
import classes from './people.module.css';

export function Round() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const round = useRound().data;
  const [asking, setAsking] = useState<'invite' | 'open' | null>(null);
  if (!round) return null;
  const running = round.round && !round.round.finished_at ? round.round : null;
  const invitable = round.mail && round.uninvited > 0;
  // Also when the pilot was ended in the settings: who waited for it goes on from here.
  const opens = Boolean(round.pilot) || round.waiting_pilot > 0;
  if (!running && !opens && !invitable) return null;
  return (
    <Card mt="md" className={classes.round}>
      <Icon of={round.pilot ? IconUsersGroup : IconMailFast} size={22} />
      <div className={classes.roundText}>
        {round.pilot && (
          <Text size="sm" fw={600}>
            {t('people.round.pilot', { group: round.pilot.name })}
          </Text>
        )}
        {running ? (
          <>
            <Text size="sm" role="status">
              {t('people.round.running', { done: number(running.done), total: number(running.total) })}
            </Text>
            <Progress value={running.total ? (100 * running.done) / running.total : 100} mt={8} aria-label={t('people.round.progress')} />
          </>
        ) : (
          round.uninvited > 0 && <Text size="sm">{t('people.round.uninvited', { count: round.uninvited, n: number(round.uninvited) })}</Text>
        )}
      </div>
      {!running && (
        <Group gap="xs" className={classes.roundDo}>
          {invitable && (
            <Button variant="default" onClick={() => setAsking('invite')}>
              {t('people.round.invite')}
            </Button>
          )}
          {opens && (
            <Button variant="default" onClick={() => setAsking('open')}>
              {t('people.round.open')}
            </Button>
          )}
        </Group>
      )}
      {asking && <Confirm round={round} open={asking === 'open'} onClose={() => setAsking(null)} />}
    </Card>
  );
}

function Confirm({ round, open, onClose }: { round: JoinRound; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const start = useStartRound();
  const invited = open ? round.uninvited_all : round.uninvited;
  return (
    <Modal opened onClose={onClose} title={t(open ? 'people.round.openTitle' : 'people.round.inviteTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="sm">
        {round.mail && <Text size="sm">{t('people.round.inviteText', { count: invited, n: number(invited) })}</Text>}
        {open && round.waiting_pilot > 0 && <Text size="sm">{t('people.round.admitted', { count: round.waiting_pilot, n: number(round.waiting_pilot) })}</Text>}
        <Text size="sm" c="dimmed">
          {t(round.mail ? 'people.round.pace' : 'people.round.noMail')}
        </Text>
        <FormProblem text={start.isError ? problemText(toApiError(start.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={start.isPending} onClick={() => start.mutate(open, { onSuccess: onClose })}>
            {t(open ? 'people.round.openDo' : 'people.round.inviteDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
