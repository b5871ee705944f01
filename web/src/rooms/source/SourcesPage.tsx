/* SourcesPage.tsx: where posts come from, how each source is doing in words, and how to add one. */
import { Button, Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { AddSource } from './AddSource.tsx';
import { useSources } from './api.ts';
import { groups, healthOf } from './health.ts';
import { SourceRow } from './SourceRow.tsx';
import classes from './source.module.css';

export function SourcesPage() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const sources = useSources();
  const [adding, setAdding] = useState(false);
  const items = sources.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = sources;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, isError]);
  const now = Date.now();
  const grouped = groups.map((group) => ({ group, members: items.filter((source) => healthOf(source, now).group === group) })).filter(({ members }) => members.length > 0);
  const unwell = grouped.find(({ group }) => group === 'attention')?.members.length ?? 0;
  usePlaceTitle(`${t('nav.studio')}, ${t('nav.sources')}`);
  const add = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setAdding(true)}>
      {t('source.add.open')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <div className={classes.inner}>
        {sources.isPending && <Loading />}
        {sources.isError && <ErrorCard title={t('source.failed')} error={sources.error} retry={() => void sources.refetch()} retrying={sources.isFetching} />}
        {sources.isSuccess && items.length === 0 && (
          <Empty title={t('source.empty.title')} art={<QuietHills />} action={add}>
            {t('source.empty.text')}
          </Empty>
        )}
        {items.length > 0 && (
          <>
            <Group justify="space-between" gap="sm" mb="md">
              <div>
                <Title order={2}>{t('source.title', { count: items.length, n: number(items.length) })}</Title>
                <Text size="sm" c="dimmed">
                  {unwell > 0 ? t('source.unwell', { count: unwell, n: number(unwell) }) : t('source.lead')}
                </Text>
              </div>
              {add}
            </Group>
            {grouped.map(({ group, members }) => (
              <section key={group} className={classes.group} aria-labelledby={`sources-${group}`}>
                <div className={classes.groupHead}>
                  <Title order={3} id={`sources-${group}`}>
                    {t(`source.groups.${group}`)} <span className={classes.groupCount}>{number(members.length)}</span>
                  </Title>
                  <Text size="sm" c="dimmed">
                    {t(`source.groupText.${group}`)}
                  </Text>
                </div>
                <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
                  {members.map((source) => (
                    <SourceRow key={source.id} source={source} />
                  ))}
                </Card>
              </section>
            ))}
          </>
        )}
      </div>
      {adding && <AddSource onClose={() => setAdding(false)} />}
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Card padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className={classes.row}>
          <div className={classes.about}>
            <Skeleton height={16} width="40%" mb={8} />
            <Skeleton height={13} width="60%" mb={10} />
            <Skeleton height={13} width="75%" />
          </div>
        </div>
      ))}
    </Card>
  );
}
