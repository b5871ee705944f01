/* HomePage.tsx: what the company says in public, newest first. Everybody reads; who accepted the charter shares. */
import { Box, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { mayAdmin } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { PageFrame } from '../../ui/Page.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { useFeed } from './api.ts';
import { CharterCall } from './CharterCall.tsx';
import { Featured } from './Featured.tsx';
import { Feed } from './Feed.tsx';
import { FeedTabs, useTabs } from './FeedTabs.tsx';
import classes from './home.module.css';
import { Margin } from './Margin.tsx';

const SamplesCall = lazy(() => import('./SamplesCall.tsx'));

export function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  const { tab } = useSearch({ from: '/app/' });
  const navigate = useNavigate({ from: '/' });
  const all = useFeed(undefined);
  const featured = all.data?.pages[0]?.featured;
  const tabs = useTabs(all.data?.pages[0]?.networks, tab);
  const channels = all.data?.pages[0]?.channels ?? [];
  const open = (network: string | undefined) => void navigate({ search: (search) => ({ ...search, tab: network }), replace: true, resetScroll: false });

  return (
    <PageFrame title={t('nav.home')}>
      <h1 className={classes.phoneHeader}>
        <Tile name={me.company.name} />
        {me.company.name}
      </h1>
      <Box component="header" visibleFrom="md">
        <Title order={1}>{t('home.hello', { name: me.first_name })}</Title>
        <Box c="dimmed" mih={24}>
          <NewSince me={all.data?.pages[0]?.me} />
        </Box>
      </Box>
      <FeedTabs tabs={tabs} channels={channels} tab={tab} onChange={open}>
        <div className={classes.columns}>
        <div className={classes.feed}>
          <CharterCall />
          {mayAdmin(me) && (
            <Suspense fallback={null}>
              <SamplesCall />
            </Suspense>
          )}
          <Box hiddenFrom="md" px={4} fz={14} lh="20px" c="dimmed">
            <NewSince me={all.data?.pages[0]?.me} />
          </Box>
          {!tab && <Featured posts={featured} strip />}
          <Feed network={tab} />
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
function NewSince({ me }: { me: { new_since?: string | null; unread: number } | undefined }) {
  const { t } = useTranslation();
  const { since, Spelled } = useLocale();
  if (!me?.new_since) return null;
  const when = since(me.new_since);
  return (
    <Text component="span" inherit>
      {me.unread > 0 ? t('home.newSince', { count: me.unread, n: Spelled(me.unread), since: when }) : t('home.nothingNew', { since: when })}
    </Text>
  );
}
