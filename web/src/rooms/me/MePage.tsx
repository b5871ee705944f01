/* MePage.tsx: who I am here, whether I take part, how I get in, and the way out. */
import { Box, Button, Card, Stack, Text, Title } from '@mantine/core';
import { IconChevronRight, IconDownload, IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeature } from '../../api/features.ts';
import { useMe } from '../../api/session.ts';
import { mayAdmin, mayCurate, mayReadSettings } from '../../api/types.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Participation } from '../charter/Participation.tsx';
import { useSignOut } from './api.ts';
import { Erase } from './Erase.tsx';
import classes from './me.module.css';
import { Groups } from './Groups.tsx';
import { PasswordCard } from './PasswordCard.tsx';
import { Profile } from './Profile.tsx';
import { Work } from './Work.tsx';

export function MePage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t('nav.me')} heading={`${me.first_name} ${me.last_name}`.trim()} lead={me.email}>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Participation />
          <Profile />
          <Work />
          <Groups />
          <PasswordCard />
        </div>
        <div className={classes.column}>
          <Places />
          <Leave />
        </div>
      </div>
    </Page>
  );
}

/** What is reached from here; on phones also the places that have no seat in the bar. */
function Places() {
  const { t } = useTranslation();
  const me = useMe();
  const points = useFeature('points');
  const rows = [
    ...(points ? [{ to: '/points' as const, title: t('nav.points'), text: t('me.places.points') }] : []),
    { to: '/me/accounts' as const, title: t('accounts.title'), text: t('me.places.accounts') },
    { to: '/channels' as const, title: t('me.places.channelsTitle'), text: t('me.places.channels') },
    { to: '/trust' as const, title: t('trust.title'), text: t('me.places.trust', { company: me.company.name }) },
    ...(mayCurate(me) ? [{ to: '/sources' as const, title: t('nav.sources'), text: t('me.places.sources') }] : []),
    ...(mayAdmin(me) ? [{ to: '/people' as const, title: t('nav.people'), text: t('me.places.people') }] : []),
    ...(mayReadSettings(me) ? [{ to: '/settings' as const, title: t('nav.settings'), text: t('me.places.settings') }] : []),
  ];
  return (
    <Card padding={0} component="nav" aria-label={t('me.places.label')} className={`${classes.places} pv-rows`}>
      {rows.map((row) => (
        <Link key={row.to} to={row.to} className={classes.place}>
          <Box flex={1} miw={0}>
            <Text size="sm" fw={600}>
              {row.title}
            </Text>
            <Text size="xs" c="dimmed">
              {row.text}
            </Text>
          </Box>
          <Icon of={IconChevronRight} size={18} />
        </Link>
      ))}
    </Card>
  );
}

function Leave() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const [erasing, setErasing] = useState(false);
  return (
    <section aria-labelledby="leave">
      <Title order={2} id="leave" className={classes.hidden}>
        {t('me.leave')}
      </Title>
      <Stack gap="xs">
        <Button variant="default" leftSection={<Icon of={IconLogout} />} loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('me.signOut')}
        </Button>
        <Button component="a" href="/api/v1/me/read/export" download="reading.csv" variant="default" leftSection={<Icon of={IconDownload} />}>
          {t('me.reading')}
        </Button>
        <Button variant="default" onClick={() => setErasing(true)}>
          {t('me.erase.open')}
        </Button>
      </Stack>
      <Text size="xs" c="dimmed" mt="sm" px={4}>
        {t('me.noTrace')}
      </Text>
      {erasing && <Erase onClose={() => setErasing(false)} />}
    </section>
  );
}
