/* StudioLayout.tsx: what stays in the Studio: its name, its views, and the way to write a post. */
import { ActionIcon, Box, Button, Title, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, Outlet, useMatchRoute, useNavigate, useSearch } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { tabs, useCounts, type Tab } from './api.ts';
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

function Views() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const matchRoute = useMatchRoute();
  const counts = useCounts().data;
  const { view } = useSearch({ strict: false });
  const elsewhere = Boolean(matchRoute({ to: '/studio/posts/$id/edit' }));
  const inSources = Boolean(matchRoute({ to: '/studio/sources' }));
  const inChannels = Boolean(matchRoute({ to: '/studio/channels' }));
  const listed = !inSources && !inChannels && !elsewhere;
  const now: Tab = view ?? 'pending';
  return (
    <nav className={classes.views} aria-label={t('studio.views')}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to="/studio"
          search={{ view: tab === 'pending' ? undefined : tab }}
          className={classes.view}
          activeProps={{}}
          data-on={(listed && tab === now) || undefined}
          aria-current={listed && tab === now ? 'page' : undefined}
        >
          {t(`studio.tab.${tab}`)}
          {tab === 'pending' && counts && <span className={classes.viewCount}>{number(counts.pending)}</span>}
        </Link>
      ))}
      <Link to="/studio/sources" className={classes.view} data-on={inSources || undefined} aria-current={inSources ? 'page' : undefined}>
        {t('nav.sources')}
      </Link>
      <Link to="/studio/channels" className={classes.view} data-on={inChannels || undefined} aria-current={inChannels ? 'page' : undefined}>
        {t('studio.channels')}
      </Link>
    </nav>
  );
}
