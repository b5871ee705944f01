/* Moment.tsx: a day and a time on the member's own clock, and what is wrong with it beside it. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Share } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { fromWall, toWall } from '../../base/zoned.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { useMove } from './api.ts';
import { AHEAD_DAYS, DAY_MS, momentFault, momentRefused, type MomentFault } from './stages.ts';

/** Between two of a person's shares, as the server has it. */
const APART_MINUTES = 30;

export function useMomentText() {
  const { t } = useTranslation();
  return (fault: MomentFault, network: string) => t(`publish.moment.${fault}`, { days: AHEAD_DAYS, minutes: APART_MINUTES, network: networkTitle(t, network) });
}

interface MomentProps {
  wall: string;
  onWall: (wall: string) => void;
  error: string | null;
  autoFocus?: boolean;
}

export function MomentField({ wall, onWall, error, autoFocus }: MomentProps) {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  const now = Date.now();
  return (
    <TextInput
      type="datetime-local"
      label={t('publish.when.field')}
      description={t('publish.when.zone', { zone: timeZone })}
      autoFocus={autoFocus ?? false}
      min={toWall(new Date(now).toISOString(), timeZone)}
      max={toWall(new Date(now + AHEAD_DAYS * DAY_MS).toISOString(), timeZone)}
      value={wall}
      onChange={(event) => onWall(event.currentTarget.value)}
      error={error}
    />
  );
}

/** Another moment for a share that waits. */
export function ChangeMoment({ share, onDone }: { share: Share; onDone: () => void }) {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  const say = useMomentText();
  const move = useMove(share.id);
  const [wall, setWall] = useState(() => toWall(share.due_at, timeZone));
  const at = fromWall(wall, timeZone);
  const problem = move.isError ? toApiError(move.error) : null;
  const refused = problem ? momentRefused(problem) : null;
  const fault = refused ?? momentFault(at, Date.now());
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (at && !momentFault(at, Date.now())) move.mutate(at, { onSuccess: onDone });
      }}
    >
      <Stack gap="sm">
        <MomentField
          autoFocus
          wall={wall}
          onWall={(value) => {
            move.reset();
            setWall(value);
          }}
          error={fault ? say(fault, share.network) : null}
        />
        <FormProblem text={problem && !refused ? problemText(problem, t) : null} />
        <Group gap="xs">
          <Button type="submit" loading={move.isPending} disabled={Boolean(fault)}>
            {t('publish.act.keep')}
          </Button>
          <Button variant="subtle" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
