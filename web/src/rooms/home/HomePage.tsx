/* HomePage.tsx: what the company says in public, newest first. Everybody reads; who accepted the charter shares. */
import { Box, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeature } from '../../api/features.ts';
import { useMe } from '../../api/session.ts';
import { mayAdmin } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { CompanySign } from '../../ui/CompanySign.tsx';
import { PageFrame } from '../../ui/Page.tsx';
import { UNREAD, useFeed } from './api.ts';
import { CharterCall } from './CharterCall.tsx';
import { Featured } from './Featured.tsx';
import { Feed } from './Feed.tsx';
import { FeedTabs, useTabs } from './FeedTabs.tsx';
import classes from './home.module.css';
import { Margin } from './Margin.tsx';
import { OfflineNote } from './OfflineNote.tsx';
import { renewUnread } from './reading.ts';
import { SearchBox } from './SearchBox.tsx';

const SamplesCall = lazy(() => import('./SamplesCall.tsx'));

export function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  const { tab, q = '' } = useSearch({ from: '/app/' });
  const samples = useFeature('samples');
  const navigate = useNavigate({ from: '/' });
  const client = useQueryClient();
  const all = useFeed(undefined);
  const featured = all.data?.pages[0]?.featured;
  const tabs = useTabs(all.data?.pages[0]?.networks, tab);
  const onSearch = useCallback(
    (words: string) => void navigate({ search: (search) => ({ ...search, q: words || undefined }), replace: true, resetScroll: false }),
    [navigate],
  );
  const channels = all.data?.pages[0]?.channels ?? [];
  const open = (network: string | undefined) => {
    if (network === UNREAD) renewUnread(client);
    void navigate({ search: (search) => ({ ...search, tab: network }), replace: true, resetScroll: false });
  };

  return (
    <PageFrame title={t('nav.home')}>
      <header className={classes.top}>
        <h1 className={classes.phoneHeader}>
          <CompanySign name={me.company.name} />
        </h1>
        <Box visibleFrom="md" flex={1} miw={0}>
          <Title order={1}>{t('home.hello', { name: me.first_name })}</Title>
          <Box c="dimmed" mih={24}>
            <NewSince me={all.data?.pages[0]?.me} />
          </Box>
        </Box>
        <SearchBox q={q} onSearch={onSearch} />
      </header>
      <FeedTabs tabs={tabs} channels={channels} tab={tab} unread={all.data?.pages[0]?.me?.unread} onChange={open}>
        <div className={classes.columns}>
        <div className={classes.feed}>
          <OfflineNote readAt={all.dataUpdatedAt} />
          {!q && <CharterCall />}
          {!q && samples && mayAdmin(me) && (
            <Suspense fallback={null}>
              <SamplesCall />
            </Suspense>
          )}
          {!q && (
            <Box hiddenFrom="md" px={4} fz={14} lh="20px" c="dimmed">
              <NewSince me={all.data?.pages[0]?.me} />
            </Box>
          )}
          {!tab && !q && <Featured posts={featured} strip />}
          <Feed network={tab} q={q} onClear={() => onSearch('')} />
        </div>
        <aside className={classes.margin} aria-label={t('home.margin')}>
          <Featured posts={featured} />
          <Margin />
        </aside>
        </div>
      </FeedTabs>
    </PageFrame>
  );
}

/** "Two posts since yesterday, 17:40". Nothing at a first visit. */
function NewSince({ me }: { me: { new_since?: string | null; new_posts: number } | undefined }) {
  const { t } = useTranslation();
  const { since, Spelled } = useLocale();
  if (!me?.new_since) return null;
  const when = since(me.new_since);
  return (
    <Text component="span" inherit>
      {me.new_posts > 0 ? t('home.newSince', { count: me.new_posts, n: Spelled(me.new_posts), since: when }) : t('home.nothingNew', { since: when })}
    </Text>
  );
}
