/* PointsPage.tsx: what I have, why I have it, and how the next ones are reckoned. */
import { Box, Group, Skeleton, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useMyPoints } from './api.ts';
import { Ledger } from './Ledger.tsx';
import classes from './points.module.css';
import { Rules } from './Rules.tsx';

export function PointsPage() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const points = useMyPoints();
  const first = points.data?.pages[0];
  return (
    <Page
      title={t('nav.points')}
      lead={
        <Group gap={6} wrap="nowrap">
          <Icon of={IconLock} size={16} />
          {t('points.private')}
        </Group>
      }
    >
      {points.isError && !first && (
        <Box mt="lg">
          <ErrorCard title={t('points.failed')} error={points.error} retry={() => void points.refetch()} retrying={points.isFetching} />
        </Box>
      )}
      {points.isPending && (
        <Box role="status" aria-label={t('common.loading')} mt="lg">
          <Skeleton w={160} h={40} radius="md" mb="lg" />
          <Skeleton h={320} maw={640} radius="md" />
        </Box>
      )}
      {first && (
        <>
          <Box className={classes.balance}>
            <Text className="pv-figure" component="p" m={0}>
              {number(first.balance)}
            </Text>
            <Text size="sm" fw={500}>
              {t('points.balance', { count: first.balance })}
            </Text>
            {first.lifetime !== first.balance && (
              <Text size="xs" c="dimmed">
                {t('points.lifetime', { count: first.lifetime, n: number(first.lifetime) })}
              </Text>
            )}
          </Box>
          <div className={classes.columns}>
            <Ledger points={points} />
            <Rules points={first} />
          </div>
        </>
      )}
    </Page>
  );
}
