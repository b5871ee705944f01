/* StudioLayout.tsx: what stays in the Studio: its name, its views, and the way to write a post. */
import { ActionIcon, Box, Button, Menu, Title, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, Outlet, useLocation, useMatchRoute, useNavigate, useSearch } from '@tanstack/react-router';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useCounts, type Tab } from './api.ts';
import classes from './studio.module.css';

const NewPost = lazy(() => import('./NewPost.tsx'));

export function StudioLayout() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false });
  const { post } = useSearch({ strict: false });
  const [writing, setWriting] = useState(false);
  // On a phone an open item has the screen for itself.
  const bare = phone && Boolean(post);

  return (
    <div className={classes.studio}>
      {bare && <VisuallyHidden component="h1">{t('nav.studio')}</VisuallyHidden>}
      <header className={classes.header} data-bare={bare || undefined}>
        <Title order={1} className={classes.name}>
          {t('nav.studio')}
        </Title>
        <Views />
        <Box className={classes.write}>
          {phone ? (
            <ActionIcon variant="default" aria-label={t('studio.write.open')} onClick={() => setWriting(true)}>
              <Icon of={IconPlus} />
            </ActionIcon>
          ) : (
            <Button variant="default" leftSection={<Icon of={IconPlus} />} onClick={() => setWriting(true)}>
              {t('studio.write.open')}
            </Button>
          )}
        </Box>
      </header>
      <Outlet />
      {writing && (
        <Suspense fallback={null}>
          <NewPost
            onClose={() => setWriting(false)}
            onWritten={(written) => {
              setWriting(false);
              void navigate({ to: '/studio/posts/$id/edit', params: { id: written.id } as never });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Views that most days begin with; the others are behind the last of them. */
const shown: Tab[] = ['pending', 'draft'];
const behind: Tab[] = ['scheduled', 'archived', 'dropped'];

function Views() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const matchRoute = useMatchRoute();
  const counts = useCounts().data;
  const { view } = useSearch({ strict: false });
  const lists = Boolean(matchRoute({ to: '/studio' }));
  const now: Tab | null = lists ? (view ?? 'pending') : null;
  const mark = (on: boolean) => ({ className: classes.view, activeProps: {}, 'data-on': on || undefined, 'aria-current': on ? ('page' as const) : undefined });
  const list = (tab: Tab) => (
    <Link key={tab} to="/studio" search={{ view: tab === 'pending' ? undefined : tab }} {...mark(tab === now)}>
      {t(`studio.tab.${tab}`)}
      {tab === 'pending' && counts && <span className={classes.viewCount}>{number(counts.pending)}</span>}
    </Link>
  );
  const place = (to: '/studio/calendar' | '/studio/campaigns' | '/studio/channels' | '/studio/sources', text: string) => (
    <Link to={to} {...mark(Boolean(matchRoute({ to, fuzzy: true })))}>
      {text}
    </Link>
  );
  const other = now && behind.includes(now) ? now : null;
  const nav = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // On a phone the row is wider than the screen.
  useEffect(() => {
    nav.current?.querySelector('[data-on]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [path, view]);
  return (
    <nav ref={nav} className={classes.views} aria-label={t('studio.views')}>
      {shown.map(list)}
      {place('/studio/calendar', t('studio.calendar.name'))}
      {list('published')}
      {place('/studio/campaigns', t('studio.campaign.name'))}
      {place('/studio/channels', t('studio.channels'))}
      {place('/studio/sources', t('nav.sources'))}
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={classes.view} data-on={other ? true : undefined} aria-label={other ? t('studio.others.now', { view: t(`studio.tab.${other}`) }) : undefined}>
            {other ? t(`studio.tab.${other}`) : t('studio.others.open')}
            <Icon of={IconChevronDown} size={15} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {behind.map((tab) => (
            <Menu.Item key={tab} component={Link} to="/studio" search={{ view: tab } as never} aria-current={tab === now ? 'page' : undefined} rightSection={counts && <span className={classes.viewCount}>{number(counts[tab])}</span>}>
              {t(`studio.tab.${tab}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
