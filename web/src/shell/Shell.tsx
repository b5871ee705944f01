/* Shell.tsx: what stays while places change: rail on desktop, bottom bar on phones, skip link, offline line, the share sheet. */
import { Box, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery, useNetwork } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useMatchRoute, useSearch } from '@tanstack/react-router';
import { IconCloudOff } from '@tabler/icons-react';
import { lazy, Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOn } from '../api/features.ts';
import { MeContext, meQuery, useMe, useSpace } from '../api/session.ts';
import { CompanySign } from '../ui/CompanySign.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Mark } from '../ui/Mark.tsx';
import { places, type Place } from './places.ts';
import classes from './shell.module.css';

const RailTip = lazy(() => import('./RailTip.tsx'));
const ShareSheet = lazy(() => import('../rooms/share/ShareSheet.tsx'));

export function Shell() {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false });
  const narrow = useMediaQuery('(max-width: 74.99em)', false, { getInitialValueInEffect: false });
  const matchRoute = useMatchRoute();
  const { share } = useSearch({ strict: false });
  // The Studio needs the width: there the rail shows signs only.
  const slim = Boolean(narrow) || Boolean(matchRoute({ to: '/studio', fuzzy: true }));
  useFocusOnPlace();
  // The frame first; then the place in it, drawn in slices.
  const placed = useDeferredValue(true, false);
  const me = useQuery(meQuery).data;
  if (!me) return null; // only between the end of a session and the entrance
  return (
    <MeContext value={me}>
      <div className={classes.shell} data-slim={slim || undefined}>
        <a className="pv-skip" href="#main">
          {t('nav.skip')}
        </a>
        {!phone && (
          <nav className={classes.rail} aria-label={t('nav.places')}>
            <Rail slim={slim} />
          </nav>
        )}
        <main id="main" tabIndex={-1} className={classes.main}>
          <OfflineLine />
          {placed && <Outlet />}
        </main>
        {phone && <BottomBar />}
        {share && (
          <Suspense fallback={null}>
            <ShareSheet />
          </Suspense>
        )}
      </div>
    </MeContext>
  );
}

/** A new place starts at its top, for the eye and for the screen reader. */
function useFocusOnPlace() {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById('main')?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [pathname]);
}

function Rail({ slim }: { slim: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const space = useSpace();
  const shown = places.filter((place) => place.visible(me) && placeOn(space, place.to));
  const inGroup = (group: Place['group']) => shown.filter((place) => place.group === group);
  const labelled = [
    { group: 'backstage' as const, title: t('nav.backstage') },
    { group: 'transparency' as const, title: t('nav.transparency') },
  ];
  return (
    <>
      <Link to="/" className={classes.brand} aria-label={t('nav.toHome', { company: me.company.name })}>
        <CompanySign name={me.company.name} slim={slim} />
      </Link>
      <Box className={classes.list}>
        {inGroup('main').map((place) => (
          <RailItem key={place.to} place={place} slim={slim} />
        ))}
        {labelled.map(
          ({ group, title }) =>
            inGroup(group).length > 0 && (
              <Box key={group} className={classes.group}>
                {slim ? <hr className={classes.rule} /> : <Text className={classes.groupTitle}>{title}</Text>}
                {inGroup(group).map((place) => (
                  <RailItem key={place.to} place={place} slim={slim} />
                ))}
              </Box>
            ),
        )}
      </Box>
      <Box className={classes.signature}>
        <Mark />
        {slim ? <VisuallyHidden>Portevoix</VisuallyHidden> : <span>Portevoix {space?.version}</span>}
      </Box>
    </>
  );
}

function RailItem({ place, slim }: { place: Place; slim: boolean }) {
  const { t } = useTranslation();
  const label = t(`nav.${place.label}`);
  const item = (
    <UnstyledButton component={Link} to={place.to} activeOptions={{ exact: place.to === '/' }} className={classes.item} aria-label={slim ? label : undefined}>
      <Icon of={place.icon} />
      {!slim && label}
    </UnstyledButton>
  );
  return slim ? (
    <Suspense fallback={item}>
      <RailTip label={label}>{item}</RailTip>
    </Suspense>
  ) : (
    item
  );
}

function BottomBar() {
  const { t } = useTranslation();
  const me = useMe();
  const space = useSpace();
  return (
    <nav aria-label={t('nav.places')} className={classes.bar}>
      {places
        .filter((place) => place.bar && place.visible(me) && placeOn(space, place.to))
        .map((place) => (
          <Link key={place.to} to={place.to} activeOptions={{ exact: place.to === '/' }} className={classes.barItem}>
            <Icon of={place.icon} size={22} />
            {t(`nav.short.${place.label}`)}
          </Link>
        ))}
    </nav>
  );
}

function OfflineLine() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <div className={classes.offline}>
          <Icon of={IconCloudOff} size={18} />
          {t('nav.offline')}
        </div>
      )}
    </div>
  );
}
