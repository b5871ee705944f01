/* Weeks.tsx: visits a week, with the stretch before behind it; the same as a table; and how it is computed. */
import { Box, Card, Group, Paper, Skeleton, Table, Text, Title } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { TextButton } from '../../ui/TextLink.tsx';
import classes from './impact.module.css';

const WeeksChart = lazy(() => import('./WeeksChart.tsx'));

export function Weeks({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const [how, setHow] = useState(false);
  return (
    <Card component="section" aria-labelledby="weeks">
      <Group justify="space-between" gap="xs" mb="md">
        <Title order={2} id="weeks" fz={16} lh="24px" fw={620}>
          {t('impact.weeks.title')}
        </Title>
        <Group gap="md" fz={13}>
          <TextButton quiet expanded={how} onClick={() => setHow(!how)}>
            {t('common.howComputed')}
          </TextButton>
          <TextButton quiet onClick={() => setTable(!table)}>
            {table ? t('common.showChart') : t('common.showTable')}
          </TextButton>
        </Group>
      </Group>
      {how && <Computed impact={impact} />}
      {table ? (
        <WeeksTable impact={impact} />
      ) : (
        <Suspense fallback={<Skeleton h={240} radius="md" />}>
          <WeeksChart weeks={impact.weeks} />
        </Suspense>
      )}
    </Card>
  );
}

function Computed({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const { computed } = impact;
  return (
    <Paper className={classes.how} mb="md">
      <Text size="sm">{t('impact.how.human')}</Text>
      <Text size="sm" mt={6}>
        {t('impact.how.weeks', { count: computed.weeks, zone: computed.time_zone })}
      </Text>
      <Text size="sm" mt={6}>
        {t('impact.how.kept', { count: computed.retention_months })}
      </Text>
    </Paper>
  );
}

function WeeksTable({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const { day, number } = useLocale();
  return (
    <Box className={classes.tableBox} tabIndex={0} role="region" aria-label={t('impact.weeks.table')}>
      <Table className="pv-tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('impact.weeks.week')}</Table.Th>
            <Table.Th ta="right">{t('impact.weeks.human')}</Table.Th>
            <Table.Th ta="right">{t('impact.weeks.previous')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...impact.weeks].reverse().map((week) => (
            <Table.Tr key={week.start}>
              <Table.Td>{t('impact.weeks.of', { day: day(week.start) })}</Table.Td>
              <Table.Td ta="right" fw={600}>
                {number(week.human)}
              </Table.Td>
              <Table.Td ta="right">{number(week.previous)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
