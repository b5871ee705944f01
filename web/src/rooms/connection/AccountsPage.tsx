/* AccountsPage.tsx: my accounts at networks: which are linked and what that allows, and how to link one. Always optional. */
import { Alert, Box, Card, Skeleton, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconKey, IconMessages, IconHandClick, IconEyeOff, type Icon as TablerIcon } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { Account } from './Account.tsx';
import { useConnections } from './api.ts';
import classes from './connection.module.css';
import { LinkCard } from './LinkCard.tsx';
import { outcomeOf, type Outcome } from './words.ts';

export interface Told {
  outcome: Outcome | 'removed';
  network: string;
}

export function AccountsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const connections = useConnections();
  const { told, tell } = useTold();
  const items = connections.data?.items ?? [];
  const networks = connections.data?.networks ?? [];
  const free = networks.filter(({ network }) => !items.some((item) => item.network === network));
  return (
    <Page title={t('accounts.title')} above={<BackLink to="/me">{t('nav.me')}</BackLink>} lead={<Box maw={640}>{t('accounts.lead')}</Box>}>
      {told && <Notice key={`${told.outcome} ${told.network}`} told={told} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          {connections.isPending && <Loading />}
          {connections.isError && !connections.data && (
            <ErrorCard title={t('accounts.failed')} error={connections.error} retry={() => void connections.refetch()} retrying={connections.isFetching} />
          )}
          {items.length > 0 && (
            <section aria-labelledby="accounts-linked" className={classes.section}>
              <Title order={2} id="accounts-linked" fz={16} lh="24px" fw={620}>
                {t('accounts.linked.title')}
              </Title>
              {items.map((account) => (
                <Account key={account.id} account={account} on={networks.find((one) => one.network === account.network)} onTold={tell} />
              ))}
            </section>
          )}
          {free.length > 0 && (
            <section aria-labelledby="accounts-link" className={classes.section}>
              <Title order={2} id="accounts-link" fz={16} lh="24px" fw={620}>
                {t('accounts.link.title')}
              </Title>
              {me.ambassador ? free.map((one) => <LinkCard key={one.network} on={one} onTold={tell} />) : <TakePart />}
            </section>
          )}
          {connections.isSuccess && items.length === 0 && networks.length === 0 && (
            <Empty title={t('accounts.none.title')} art={<QuietHills />}>
              {t('accounts.none.text')}
            </Empty>
          )}
        </div>
        <div className={classes.column}>
          <Never />
        </div>
      </div>
    </Page>
  );
}

/** How it went at the network's page, once: the address forgets it, so that reloading tells nothing old. */
function useTold() {
  const search = useSearch({ from: '/app/me/accounts' });
  const navigate = useNavigate();
  const found = outcomeOf(search);
  const [told, setTold] = useState<Told | null>(found);
  const asked = found !== null;
  useEffect(() => {
    if (asked) void navigate({ to: '/me/accounts', search: {}, replace: true, resetScroll: false });
  }, [asked, navigate]);
  return { told, tell: setTold };
}

/** Where the eye and the screen reader are wanted first. */
function Notice({ told: { outcome, network } }: { told: Told }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const good = outcome === 'linked' || outcome === 'removed';
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role={good ? 'status' : 'alert'}
      variant="default"
      className={classes.notice}
      data-tone={good ? 'ok' : 'warn'}
      icon={<Icon of={good ? IconCheck : IconAlertTriangle} color={good ? 'var(--pv-ok)' : 'var(--pv-warn)'} />}
    >
      {t(`accounts.outcome.${outcome}`, { network: networkTitle(t, network) })}
    </Alert>
  );
}

const never: { what: 'click' | 'contacts' | 'company' | 'password'; icon: TablerIcon }[] = [
  { what: 'click', icon: IconHandClick },
  { what: 'contacts', icon: IconMessages },
  { what: 'company', icon: IconEyeOff },
  { what: 'password', icon: IconKey },
];

function Never() {
  const { t } = useTranslation();
  const me = useMe();
  const company = me.company.name;
  return (
    <Card component="section" aria-labelledby="accounts-never">
      <Title order={2} id="accounts-never" fz={16} lh="24px" fw={620} mb={4}>
        {t('accounts.never.title')}
      </Title>
      <ul className={classes.never}>
        {never.map(({ what, icon }) => (
          <li key={what}>
            <Icon of={icon} />
            <div>
              <Text size="sm" fw={600}>
                {t(`accounts.never.${what}`, { company })}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`accounts.never.${what}Why`)}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function TakePart() {
  const { t } = useTranslation();
  return (
    <Card>
      <Text size="sm" mb={8}>
        {t('accounts.link.take')}
      </Text>
      <Box fz={14}>
        <TextLink to="/me">{t('accounts.link.toMe')}</TextLink>
      </Box>
    </Card>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div className={classes.section} role="status" aria-label={t('common.loading')}>
      {[0, 1].map((index) => (
        <Card key={index}>
          <Skeleton height={20} width={160} mb={12} />
          <Skeleton height={16} maw={320} />
        </Card>
      ))}
    </div>
  );
}
