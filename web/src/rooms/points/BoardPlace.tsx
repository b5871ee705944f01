/* BoardPlace.tsx: the board of the month as everybody sees it, and beside it my own place, which only I see. */
import { Badge, Box, Card, Group, Select, Skeleton, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, MyBoard } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { ErrorCard } from '../../ui/states.tsx';
import { useBoard } from './api.ts';
import { MyPlace } from './MyPlace.tsx';
import { monthsSince } from './Ledger.tsx';
import classes from './points.module.css';

export function BoardPlace({ mine }: { mine: MyBoard }) {
  const { t } = useTranslation();
  const [month, setMonth] = useState<string | undefined>();
  const board = useBoard(month);
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        {board.isError && !board.data ? (
          <ErrorCard title={t('points.board.failed')} error={board.error} retry={() => void board.refetch()} retrying={board.isFetching} />
        ) : board.data ? (
          <Rows board={board.data} mine={mine} onMonth={(next) => setMonth(next === mine.month ? undefined : next)} busy={board.isPlaceholderData} />
        ) : (
          <Skeleton h={420} radius="md" role="status" aria-label={t('common.loading')} />
        )}
      </div>
      <div className={classes.column}>
        <MyPlace mine={mine} />
      </div>
    </div>
  );
}

interface RowsProps {
  board: Board;
  mine: MyBoard;
  onMonth: (month: string) => void;
  busy: boolean;
}

function Rows({ board, mine, onMonth, busy }: RowsProps) {
  const { t } = useTranslation();
  const { day, number } = useLocale();
  const named = (month: string) => day(`${month}-01`, { month: 'long', year: 'numeric' });
  const months = monthsSince(board.first_month, mine.month).map((value) => ({ value, label: named(value) }));
  return (
    <Card component="section" aria-labelledby="board" padding={0}>
      <Group justify="space-between" gap="sm" p="var(--pv-card-padding)" pb="xs" align="end">
        <Box miw={0}>
          <Title order={2} id="board" fz={16} lh="24px" fw={620}>
            {t('points.board.title')}
          </Title>
          <Text size="xs" c="dimmed">
            {board.people ? t('points.board.people', { count: board.people, n: number(board.people) }) : t('points.board.chosen')}
          </Text>
        </Box>
        <Select aria-label={t('points.progress.month')} data={months} value={board.month} onChange={(value) => value && onMonth(value)} allowDeselect={false} w={200} />
      </Group>
      {board.rows.length === 0 ? (
        <Text size="sm" c="var(--pv-ink-soft)" p="var(--pv-card-padding)" pt="xs">
          {t(board.final ? 'points.board.nobodyThen' : 'points.board.nobodyYet')}
        </Text>
      ) : (
        <ol className={`${classes.board} pv-rows`} data-busy={busy || undefined}>
          {board.rows.map((row, index) => (
            <Row key={`${row.rank} ${row.name} ${index}`} row={row} me={mine.on_board && mine.name === row.name && (board.month !== mine.month || mine.rank === row.rank)} />
          ))}
        </ol>
      )}
      <Text size="xs" c="dimmed" p="var(--pv-card-padding)" pt="xs" className={classes.note}>
        {board.more > 0 && `${t('points.board.more', { count: board.more, n: number(board.more) })} `}
        {t('points.board.ranks', { count: board.ranks })}
      </Text>
    </Card>
  );
}

function Row({ row, me }: { row: Board['rows'][number]; me: boolean }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <li data-me={me || undefined}>
      <span className={classes.rank}>
        <span className={classes.hidden}>{t('points.board.rank')} </span>
        {number(row.rank)}
      </span>
      <Text size="sm" fw={500} className={classes.name}>
        {row.name} {me && <Badge component="span">{t('points.board.you')}</Badge>}
      </Text>
      <Text size="sm" className="pv-tabular" ta="right">
        {t('points.board.points', { count: row.points, n: number(row.points) })}
      </Text>
    </li>
  );
}
