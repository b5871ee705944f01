/* Ledger.tsx: every point with its date, its reason, the rule's version and the balance after it. */
import { Box, Button, Card, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PointsEntry } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { networkTitle } from '../../ui/network.tsx';
import type { useMyPoints } from './api.ts';
import classes from './points.module.css';

export function Ledger({ points }: { points: ReturnType<typeof useMyPoints> }) {
  const { t } = useTranslation();
  const entries = points.data?.pages.flatMap((page) => page.entries.items) ?? [];
  return (
    <Card component="section" aria-labelledby="ledger">
      <Title order={2} id="ledger" fz={16} lh="24px" fw={620} mb={4}>
        {t('points.ledger.title')}
      </Title>
      {entries.length === 0 ? (
        <Box py="md">
          <Text size="sm" c="var(--pv-ink-soft)" mb="md">
            {t('points.ledger.empty')}
          </Text>
          <Button component={Link} to="/" variant="default">
            {t('impact.empty.action')}
          </Button>
        </Box>
      ) : (
        <table className={classes.ledger}>
          <thead>
            <tr>
              <th scope="col">{t('points.ledger.date')}</th>
              <th scope="col">{t('points.ledger.reason')}</th>
              <th scope="col">{t('points.ledger.amount')}</th>
              <th scope="col">{t('points.ledger.balance')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={entry.id} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      {points.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={() => void points.fetchNextPage()} loading={points.isFetchingNextPage}>
            {t('common.more')}
          </Button>
        </Group>
      )}
    </Card>
  );
}

function Row({ entry }: { entry: PointsEntry }) {
  const { t } = useTranslation();
  const { date, number, signed } = useLocale();
  return (
    <tr>
      <td>{date(entry.at)}</td>
      <td>
        <Text size="sm" fw={500}>
          <Reason entry={entry} />
        </Text>
        <Text size="xs" c="dimmed">
          {entry.subject?.post_title ? `${entry.subject.post_title}. ` : ''}
          {t('points.ledger.version', { version: entry.rule_version })}
        </Text>
      </td>
      <td data-plus={entry.amount > 0 || undefined}>{signed(entry.amount)}</td>
      <td>{number(entry.balance)}</td>
    </tr>
  );
}

function Reason({ entry }: { entry: PointsEntry }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const network = entry.subject ? networkTitle(t, entry.subject.network) : '';
  if (entry.amount < 0) return <>{t('points.reason.counter', { network })}</>;
  switch (entry.rule) {
    case 'share':
      return <>{entry.detail.rank ? t('points.reason.shareRank', { network, count: entry.detail.rank, ordinal: true }) : t('points.reason.share', { network })}</>;
    case 'own_words':
      return <>{t('points.reason.ownWords', { network })}</>;
    case 'clicks':
      return <>{t('points.reason.clicks', { network, count: entry.detail.clicks ?? 0, n: number(entry.detail.clicks ?? 0) })}</>;
    default:
      return <>{entry.rule}</>;
  }
}
