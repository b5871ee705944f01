/* SamplesCall.tsx: for admins, while sample posts are in the feed: what they are, and the one click that takes them away. */
import { Button, Card, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Samples } from '../../api/types.ts';
import classes from './home.module.css';

export default function SamplesCall() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const samples = useQuery<Samples>({ queryKey: keys.samples, queryFn: () => data(api.GET('/api/v1/samples')) });
  const change = useMutation<Samples, unknown, 'take' | 'put'>({
    mutationFn: (what) => data(what === 'take' ? api.DELETE('/api/v1/samples') : api.POST('/api/v1/samples')),
    onSuccess: async (now) => {
      client.setQueryData(keys.samples, now);
      await client.invalidateQueries({ queryKey: keys.feed });
    },
  });
  const gone = change.isSuccess && samples.data?.published === 0;
  if (!samples.data || (samples.data.published === 0 && !gone)) return null;
  return (
    <Card component="section" className={classes.call} padding="md" aria-label={t('home.samples.label')}>
      <Group wrap="nowrap" gap="sm" justify="space-between">
        <Text size="sm" role="status">
          {gone ? t('home.samples.gone') : change.isError ? t('error.internal') : t('home.samples.text')}
        </Text>
        <Button variant="default" flex="none" loading={change.isPending} onClick={() => change.mutate(gone ? 'put' : 'take')}>
          {gone ? t('home.samples.undo') : t('home.samples.take')}
        </Button>
      </Group>
    </Card>
  );
}
