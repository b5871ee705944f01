/* Ledger.tsx: every point with its date, its reason, the event and the rule it follows from, and the balance after it. */
import { ActionIcon, Box, Button, Card, Collapse, Group, Select, Text, Title } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointsEntry, PointsRules } from '../../api/types.ts';
import { dayOf } from '../../base/format.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { entryKinds, exportAddress, useMyPoints, useRules, type EntryKind, type LedgerFilter } from './api.ts';
import classes from './points.module.css';

/** "2026-11", "2026-10" … from this month back to the one of `since`, at most three years. */
export function monthsSince(since: string, now: string): string[] {
  const months: string[] = [];
  let [year, month] = now.split('-').map(Number) as [number, number];
  for (let i = 0; i < 36; i++) {
    const name = `${year}-${String(month).padStart(2, '0')}`;
    months.push(name);
    if (name <= since.slice(0, 7)) break;
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
  return months;
}

export function LedgerPlace({ since }: { since: string | null }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<LedgerFilter>({});
  const points = useMyPoints(filter);
  const entries = points.data?.pages.flatMap((page) => page.entries.items) ?? [];
  const filtered = filter.kind !== undefined || filter.month !== undefined;
  return (
    <Card component="section" aria-labelledby="ledger">
      <Group justify="space-between" gap="sm" mb="sm">
        <Title order={2} id="ledger" fz={16} lh="24px" fw={620}>
          {t('points.ledger.title')}
        </Title>
        {since && (
          <Button component="a" href={exportAddress} download="points.csv" variant="default" leftSection={<Icon of={IconDownload} size={18} />}>
            {t('points.ledger.download')}
          </Button>
        )}
      </Group>
      {since && <Filters filter={filter} onFilter={setFilter} since={since} />}
      {points.isError && <ErrorCard title={t('points.failed')} error={points.error} retry={() => void points.refetch()} retrying={points.isFetching} />}
      {!points.isError && points.data && entries.length === 0 ? (
        filtered ? (
          <Text size="sm" c="var(--pv-ink-soft)" py="md">
            {t('points.ledger.none')}
          </Text>
        ) : (
          <NoEntries />
        )
      ) : (
        <Box data-busy={points.isPlaceholderData || undefined} className={classes.body}>
          <Entries entries={entries} proof />
        </Box>
      )}
      {points.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={() => void points.fetchNextPage()} loading={points.isFetchingNextPage}>
            {t('common.more')}
          </Button>
        </Group>
      )}
    </Card>
  );
}

function Filters({ filter, onFilter, since }: { filter: LedgerFilter; onFilter: (filter: LedgerFilter) => void; since: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const months = monthsSince(dayOf(locale, since), dayOf(locale, Date.now()));
  return (
    <Group gap="sm" mb="xs" grow maw={520}>
      <Select
        label={t('points.ledger.kind')}
        placeholder={t('common.all')}
        clearable
        data={entryKinds.map((value) => ({ value, label: t(`points.kind.${value}`) }))}
        value={filter.kind ?? null}
        onChange={(value) => onFilter({ ...filter, kind: (value ?? undefined) as EntryKind | undefined })}
      />
      <Select
        label={t('points.progress.month')}
        placeholder={t('points.ledger.everyMonth')}
        clearable
        data={months.map((value) => ({ value, label: locale.day(`${value}-01`, { month: 'long', year: 'numeric' }) }))}
        value={filter.month ?? null}
        onChange={(value) => onFilter({ ...filter, month: value ?? undefined })}
      />
    </Group>
  );
}

export function NoEntries() {
  const { t } = useTranslation();
  return (
    <Box py="md">
      <Text size="sm" c="var(--pv-ink-soft)" mb="md">
        {t('points.ledger.empty')}
      </Text>
      <Button component={Link} to="/" variant="default">
        {t('impact.empty.action')}
      </Button>
    </Box>
  );
}

/** With `proof`, each row opens to what it follows from. */
export function Entries({ entries, proof }: { entries: PointsEntry[]; proof?: boolean }) {
  const { t } = useTranslation();
  return (
    <table className={classes.ledger} data-proof={proof || undefined}>
      <thead>
        <tr>
          <th scope="col">{t('points.ledger.date')}</th>
          <th scope="col">{t('points.ledger.reason')}</th>
          <th scope="col">{t('points.ledger.amount')}</th>
          <th scope="col">{t('points.ledger.balance')}</th>
          {proof && (
            <th scope="col">
              <span className={classes.hidden}>{t('points.proof.title')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} proof={proof} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, proof }: { entry: PointsEntry; proof?: boolean }) {
  const { t } = useTranslation();
  const { date, number, signed, time } = useLocale();
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <tr>
        <td>{date(entry.at)}</td>
        <td>
          <Text size="sm" fw={500}>
            <Reason entry={entry} />
          </Text>
          <Text size="xs" c="dimmed">
            {entry.subject?.post_title || t('points.ledger.version', { version: entry.rule_version })}
          </Text>
        </td>
        <td data-plus={entry.amount > 0 || undefined}>{signed(entry.amount)}</td>
        <td>{number(entry.balance)}</td>
        {proof && (
          <td>
            <ActionIcon variant="subtle" color="gray" onClick={() => setOpen(!open)} aria-expanded={open} aria-label={t('points.proof.of', { date: date(entry.at), time: time(entry.at) })} className={classes.chevron} data-open={open || undefined}>
              <Icon of={IconChevronDown} size={18} />
            </ActionIcon>
          </td>
        )}
      </tr>
      {proof && (
        <tr className={classes.proofRow} hidden={!open}>
          <td colSpan={5}>
            <Collapse expanded={open}>{open && <Proof entry={entry} />}</Collapse>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Proof({ entry }: { entry: PointsEntry }) {
  const { t } = useTranslation();
  const { dateTime, longDate, number } = useLocale();
  const rules: PointsRules | undefined = useRules().data;
  const since = rules?.versions.find(({ version }) => version === entry.rule_version)?.since;
  const { detail } = entry;
  const lines: [string, string][] = [
    [t('points.proof.when'), dateTime(entry.at)],
    [t('points.proof.event'), `${t(entry.event === 'clicks.counted' ? 'points.proof.counted' : 'points.proof.verified')} (${entry.event_id})`],
    [t('points.proof.rule'), since ? t('points.proof.ruleSince', { rule: t('points.ledger.version', { version: entry.rule_version }), date: longDate(since) }) : t('points.ledger.version', { version: entry.rule_version })],
  ];
  if (detail.clicks !== undefined) {
    lines.push([t('points.proof.sum'), t('points.proof.clicks', { count: detail.clicks, n: number(detail.clicks), value: number(detail.value ?? 0), before: number(detail.before ?? 0), amount: number(entry.amount) })]);
  }
  lines.push([t('points.proof.entry'), entry.id]);
  return (
    <dl className={classes.proof}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {entry.subject && (
        <div>
          <dt>{t('points.proof.share')}</dt>
          <dd>
            <TextLink to="/impact">{t('points.proof.seeShare', { network: networkTitle(t, entry.subject.network) })}</TextLink>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Reason({ entry }: { entry: PointsEntry }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const network = entry.subject ? networkTitle(t, entry.subject.network) : '';
  if (entry.amount < 0) return <>{t('points.reason.counter', { network })}</>;
  switch (entry.rule) {
    case 'share':
      return <>{entry.detail.rank ? t('points.reason.shareRank', { network, count: entry.detail.rank, ordinal: true }) : t('points.reason.share', { network })}</>;
    case 'own_words':
      return <>{t('points.reason.ownWords', { network })}</>;
    case 'clicks':
      return <>{t('points.reason.clicks', { network, count: entry.detail.clicks ?? 0, n: number(entry.detail.clicks ?? 0) })}</>;
    default:
      return <>{entry.rule}</>;
  }
}
