/* Progress.tsx: what I earned in each of the last months; the same as a table for who does not see bars. */
import { Box, Card, Group, Table, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MyBoard } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import classes from './points.module.css';

export function Progress({ months }: { months: MyBoard['months'] }) {
  const { t } = useTranslation();
  const { day, number } = useLocale();
  const [table, setTable] = useState(false);
  const [present, before] = months;
  if (!present) return null;
  const name = (month: string, form: 'long' | 'short') => day(`${month}-01`, { month: form });
  const most = Math.max(...months.map((month) => month.points), 1);
  const rows = [...months].reverse();
  return (
    <Card component="section" aria-labelledby="progress">
      <Group justify="space-between" gap="xs" align="start">
        <Box miw={0}>
          <Title order={2} id="progress" fz={16} lh="24px" fw={620}>
            {t('points.progress.title')}
          </Title>
          <Text size="sm" c="var(--pv-ink-soft)">
            {t('points.progress.now', { count: present.points, n: number(present.points), month: name(present.month, 'long') })}{' '}
            {before && t('points.progress.before', { count: before.points, n: number(before.points), month: name(before.month, 'long') })}
          </Text>
        </Box>
        <Text size="xs" component="div">
          <TextButton quiet onClick={() => setTable(!table)}>
            {table ? t('common.showChart') : t('common.showTable')}
          </TextButton>
        </Text>
      </Group>
      {table ? (
        <Table className="pv-tabular" mt="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('points.progress.month')}</Table.Th>
              <Table.Th ta="right">{t('points.ledger.amount')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {months.map(({ month, points }) => (
              <Table.Tr key={month}>
                <Table.Td>{day(`${month}-01`, { month: 'long', year: 'numeric' })}</Table.Td>
                <Table.Td ta="right">{number(points)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        <div className={classes.bars} aria-hidden>
          {rows.map(({ month, points }) => (
            <div key={month} className={classes.bar} data-now={month === present.month || undefined}>
              <span className={classes.barValue}>{points > 0 ? number(points) : ''}</span>
              <span className={classes.barFill} style={{ height: `${Math.round((points / most) * 96)}px` }} />
              <span className={classes.barName}>{name(month, 'short')}</span>
            </div>
          ))}
        </div>
      )}
      <Group gap={6} mt="sm" wrap="nowrap" c="dimmed">
        <Icon of={IconLock} size={15} />
        <Text size="xs">{t('points.progress.private')}</Text>
      </Group>
    </Card>
  );
}
