/* PointsPage.tsx: what I have, why I have it, how the next ones are reckoned, and the board of those who want to be on it. */
import { Box, Group, Skeleton, Tabs, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useMyBoard, useMyPoints } from './api.ts';
import { BoardPlace } from './BoardPlace.tsx';
import { LedgerPlace } from './Ledger.tsx';
import { Overview } from './Overview.tsx';
import classes from './points.module.css';
import { RulesPlace } from './Rules.tsx';
import { pointsTabs, type PointsTab } from './tabs.ts';

export function PointsPage() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const navigate = useNavigate();
  const { tab: asked } = useSearch({ from: '/app/points' });
  const points = useMyPoints();
  const board = useMyBoard();
  const first = points.data?.pages[0];
  const open = board.data?.open ?? false;
  const tabs = pointsTabs.filter((tab) => tab !== 'board' || open);
  const tab = asked && tabs.includes(asked) ? asked : 'overview';
  const show = (next: string | null) => void navigate({ to: '/points', search: { tab: next === 'overview' ? undefined : ((next ?? undefined) as PointsTab | undefined) } });
  return (
    <Page
      title={t('nav.points')}
      lead={
        <Group gap={6} wrap="nowrap">
          <Icon of={IconLock} size={16} />
          {t(open ? 'points.privateUnlessBoard' : 'points.private')}
        </Group>
      }
      aside={
        first && (
          <Box className={classes.balance}>
            <Text className="pv-figure" component="p" m={0}>
              {number(first.balance)}
            </Text>
            <Text size="sm" fw={500}>
              {t('points.balance', { count: first.balance })}
            </Text>
          </Box>
        )
      }
    >
      {points.isError && !first && (
        <Box mt="lg">
          <ErrorCard title={t('points.failed')} error={points.error} retry={() => void points.refetch()} retrying={points.isFetching} />
        </Box>
      )}
      {points.isPending && (
        <Box role="status" aria-label={t('common.loading')} mt="lg">
          <Skeleton h={44} maw={420} radius="md" mb="lg" />
          <Skeleton h={320} maw={640} radius="md" />
        </Box>
      )}
      {first && (
        <Tabs value={tab} onChange={show} mt={{ base: 'xs', md: 'md' }} keepMounted={false}>
          <Tabs.List className={classes.tabs} aria-label={t('points.tabs')}>
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`points.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab} className={classes.panel}>
            {tab === 'overview' && <Overview first={first} board={board.data} show={show} />}
            {tab === 'ledger' && <LedgerPlace since={first.since} />}
            {tab === 'rules' && <RulesPlace points={first} />}
            {tab === 'board' && board.data && <BoardPlace mine={board.data} />}
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}
