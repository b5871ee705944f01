/* Overview.tsx: my months, the newest entries, an example of my own, and where I stand with the board. */
import { Button, Card, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MyBoard, Points } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { TextButton } from '../../ui/TextLink.tsx';
import { Entries, NoEntries } from './Ledger.tsx';
import { Example } from './Example.tsx';
import { Progress } from './Progress.tsx';
import classes from './points.module.css';
import type { PointsTab } from './tabs.ts';

const NEWEST = 6;

interface OverviewProps {
  first: Points;
  board: MyBoard | undefined;
  show: (tab: PointsTab) => void;
}

export function Overview({ first, board, show }: OverviewProps) {
  const { t } = useTranslation();
  const newest = first.entries.items.slice(0, NEWEST);
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        {board && first.since && <Progress months={board.months} />}
        <Card component="section" aria-labelledby="newest">
          <Group justify="space-between" gap="xs" mb={4}>
            <Title order={2} id="newest" fz={16} lh="24px" fw={620}>
              {t('points.ledger.title')}
            </Title>
            {newest.length > 0 && (
              <Text size="xs" component="div">
                <TextButton quiet onClick={() => show('ledger')}>
                  {t('points.ledger.whole')}
                </TextButton>
              </Text>
            )}
          </Group>
          {newest.length === 0 ? <NoEntries /> : <Entries entries={newest} />}
        </Card>
      </div>
      <div className={classes.column}>
        <Example points={first} onRules={() => show('rules')} />
        {board?.open && <BoardCall board={board} onOpen={() => show('board')} />}
      </div>
    </div>
  );
}

function BoardCall({ board, onOpen }: { board: MyBoard; onOpen: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const said = !board.on_board
    ? t('points.board.call')
    : board.rank
      ? t('points.board.youAt', { n: number(board.rank), name: board.name })
      : t('points.board.youNowhere', { name: board.name });
  return (
    <Card component="section" aria-labelledby="board-call">
      <Title order={2} id="board-call" fz={16} lh="24px" fw={620} mb={4}>
        {t('points.board.title')}
      </Title>
      <Text size="sm" c="var(--pv-ink-soft)" mb="md">
        {said}
      </Text>
      <Button variant="default" onClick={onOpen}>
        {t('points.board.see')}
      </Button>
    </Card>
  );
}
