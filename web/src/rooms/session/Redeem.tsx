/* Redeem.tsx: one press to use a link. Not by itself on opening: programs that look through mail open links too. */
import { Button, Stack } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { Entrance } from '../../ui/Entrance.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { useEnter, useRedeem } from './api.ts';

interface RedeemProps {
  token: string;
  title: string;
  lead: string;
  /** The link is used up or too old. */
  onSpent?: () => void;
}

export function Redeem({ token, title, lead, onSpent }: RedeemProps) {
  const { t } = useTranslation();
  const { to } = useSearch({ strict: false });
  const enter = useEnter(to);
  const redeem = useRedeem();
  const problem = redeem.isError ? toApiError(redeem.error) : null;
  const spent = problem !== null && !problem.transient;
  return (
    <Entrance title={title} lead={lead}>
      <Stack gap="md">
        <FormProblem text={problem && (spent ? t('session.link.spent') : problemText(problem, t))} />
        {spent && onSpent ? (
          <Button size="lg" onClick={onSpent}>
            {t('session.link.other')}
          </Button>
        ) : (
          <Button size="lg" loading={redeem.isPending || redeem.isSuccess} onClick={() => redeem.mutate(token, { onSuccess: enter })}>
            {t('session.link.enter')}
          </Button>
        )}
      </Stack>
    </Entrance>
  );
}
