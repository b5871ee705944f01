/* Queue.tsx: what waits for its moment, soonest first; and what is on its way or uncertain. Nothing is shown where nothing waits. */
import { Box, Card, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useWaiting } from './api.ts';
import { Progress } from './Progress.tsx';
import classes from './publish.module.css';

export function Queue() {
  const { t } = useTranslation();
  const waiting = useWaiting();
  if (waiting.isError && !waiting.data)
    return <ErrorCard title={t('publish.queue.failed')} error={waiting.error} retry={() => void waiting.refetch()} retrying={waiting.isFetching} />;
  const items = waiting.data ?? [];
  if (items.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="queue">
      <Title order={2} id="queue" fz={16} lh="24px" fw={620} mb={4}>
        {t('publish.queue.title')}
      </Title>
      <ul className={`${classes.queue} pv-rows`}>
        {items.map((share) => (
          <li key={share.id}>
            <Thumb url={share.post.image_url} />
            <Box flex={1} miw={0}>
              <Text size="sm" lineClamp={2}>
                {share.post.title}
              </Text>
              <Text size="xs" c="dimmed" className={classes.on}>
                <NetworkIcon network={share.network} size={15} />
                {networkTitle(t, share.network)}
              </Text>
              <Progress share={share} small />
            </Box>
          </li>
        ))}
      </ul>
    </Card>
  );
}
