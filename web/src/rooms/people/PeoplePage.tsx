/* PeoplePage.tsx: who is in the space and what each may do. Never who takes part in sharing, and it says so. */
import { ActionIcon, Button, Card, Group, SegmentedControl, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { IconEyeOff, IconLink, IconSearch, IconTableImport, IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { statuses, useCounts, useMembers, type Status } from './api.ts';
import { Funnel } from './Funnel.tsx';
import { Invite } from './Invite.tsx';
import { MemberRow } from './MemberRow.tsx';
import classes from './people.module.css';
import { Round } from './Round.tsx';
import { Waiting } from './Waiting.tsx';

export function PeoplePage() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q.trim(), 250);
  const [status, setStatus] = useState<Status | 'all'>('all');
  const [inviting, setInviting] = useState(false);
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false });
  const members = useMembers(asked, status === 'all' ? undefined : status);
  const items = members.data?.pages.flatMap((page) => page.items) ?? [];
  const total = members.data?.pages[0]?.total ?? 0;
  const waits = useCounts().data?.waiting ?? 0;
  return (
    <Page
      title={t('nav.people')}
      lead={
        <Group gap={8} wrap="nowrap" align="flex-start">
          <span className={classes.sign}>
            <Icon of={IconEyeOff} size={18} />
          </span>
          {t('people.private')}
        </Group>
      }
      aside={
        <Group gap={8} wrap="nowrap">
          {phone ? (
            <ActionIcon component={Link} to="/people/import" variant="default" aria-label={t('people.import')}>
              <Icon of={IconTableImport} />
            </ActionIcon>
          ) : (
            <Button component={Link} to="/people/import" variant="default" leftSection={<Icon of={IconTableImport} />}>
              {t('people.import')}
            </Button>
          )}
          <Button leftSection={<Icon of={IconUserPlus} />} onClick={() => setInviting(true)}>
            {t('people.invite.open')}
          </Button>
        </Group>
      }
    >
      <nav className={classes.places} aria-label={t('nav.people')}>
        <Link to="/people/links" className={classes.place}>
          <Icon of={IconLink} size={18} />
          {t('people.joinLinks.open')}
        </Link>
        <Link to="/people/groups" className={classes.place}>
          <Icon of={IconUsersGroup} size={18} />
          {t('people.groups.open')}
        </Link>
      </nav>
      <Funnel />
      <Round />
      <div className={classes.tools}>
        <TextInput
          type="search"
          className={classes.search}
          maxLength={100}
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          leftSection={<Icon of={IconSearch} />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <div className={classes.filter}>
          <SegmentedControl
            aria-label={t('people.status.label')}
            data={[{ value: 'all', label: t('common.all') }, ...statuses.map((value) => ({ value, label: value === 'waiting' && waits > 0 ? `${t('people.filter.waiting')} ${number(waits)}` : t(`people.filter.${value}`) }))]}
            value={status}
            onChange={(value) => setStatus(value as Status | 'all')}
          />
        </div>
      </div>
      {status === 'waiting' && members.isSuccess ? <Waiting key={asked} members={items} found={asked !== ''} /> : null}
      <Text size="xs" c="dimmed" mb="xs" px={4} role="status" hidden={status === 'waiting'}>
        {members.isSuccess ? t('people.count', { count: total, n: number(total) }) : ' '}
      </Text>
      {members.isPending && <Loading />}
      {members.isError && <ErrorCard title={t('people.failed')} error={members.error} retry={() => void members.refetch()} retrying={members.isFetching} />}
      {members.isSuccess && items.length === 0 && status !== 'waiting' && (
        <Empty
          title={asked || status !== 'all' ? t('people.empty.found') : t('people.empty.title')}
          action={
            <Button
              variant="default"
              onClick={() => {
                setQ('');
                setStatus('all');
              }}
            >
              {t('people.empty.action')}
            </Button>
          }
        >
          {t('people.empty.text')}
        </Empty>
      )}
      {items.length > 0 && status !== 'waiting' && (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`} aria-busy={members.isPlaceholderData || undefined}>
          {items.map((member) => (
            <MemberRow key={member.id} member={member} />
          ))}
        </Card>
      )}
      {members.hasNextPage && (
        <Group mt="md" justify="center">
          <Button variant="default" loading={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Card padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={classes.row}>
          <div>
            <Skeleton height={15} width={160} mb={8} />
            <Skeleton height={13} width={220} />
          </div>
        </div>
      ))}
    </Card>
  );
}
