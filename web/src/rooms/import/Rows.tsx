/* Rows.tsx: line by line, a page at a time: who is new, what changes from what to what, what is wrong and where; and who is not in
 * the list, which removes nobody. */
import { Badge, Button, Card, Group, Skeleton, Tabs, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconChevronLeft, IconChevronRight, IconDownload, IconShieldCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Import, ImportFault, ImportResult, ImportRow, MissingMember } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { PAGE, useMissing, useRows, useWrongRows } from './api.ts';
import { faults, known, outcomes, roles, statuses } from './known.ts';
import { saveText, wrongLines } from './wrongLines.ts';
import classes from './import.module.css';

const tabs = ['add', 'update', 'same', 'error', 'missing'] as const;
type Tab = (typeof tabs)[number];

/** What most needs a look comes first. */
function firstTab({ counts, status }: Import): Tab {
  if (status === 'ready' && counts.error > 0) return 'error';
  return tabs.find((tab) => counts[tab] > 0) ?? 'add';
}

export function Rows({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [tab, setTab] = useState<Tab>(() => firstTab(item));
  return (
    <section aria-labelledby="rows" className={classes.section}>
      <VisuallyHidden component="h2" id="rows">
        {t('import.rows.title')}
      </VisuallyHidden>
      <Tabs value={tab} onChange={(value) => setTab((value ?? 'add') as Tab)} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          {tabs.map((value) => (
            <Tabs.Tab key={value} value={value} className={classes.tab}>
              <span className={classes.tabFigure} data-wrong={(value === 'error' && item.counts.error > 0) || undefined}>
                {number(item.counts[value])}
              </span>
              <span className={classes.tabWord}>{t(`import.tab.${value}`, { count: item.counts[value] })}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((value) => (
          <Tabs.Panel key={value} value={value} pt="sm">
            {value === 'missing' ? <Missing item={item} /> : <Lines item={item} result={value} />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

/** Pages are known by the cursors that led to them. */
function usePages() {
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  return {
    cursor: cursors.at(-1),
    at: cursors.length - 1,
    next: (cursor: string) => setCursors((now) => [...now, cursor]),
    back: () => setCursors((now) => (now.length > 1 ? now.slice(0, -1) : now)),
  };
}

function Lines({ item, result }: { item: Import; result: ImportResult }) {
  const { t } = useTranslation();
  const pages = usePages();
  const rows = useRows(item.id, item.status, result, pages.cursor);
  return (
    <>
      {result === 'error' && item.counts.error > 0 && <Wrong item={item} />}
      <Paged
        query={rows}
        pages={pages}
        total={item.counts[result]}
        failed={t('import.rows.failed')}
        empty={t(`import.none.${result}`)}
        label={t(`import.tab.${result}`, { count: item.counts[result] })}
        row={(row: ImportRow) => <Line key={`${row.line}`} row={row} />}
      />
    </>
  );
}

function Missing({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const pages = usePages();
  const people = useMissing(item.id, item.status, pages.cursor);
  const count = item.counts.missing;
  return (
    <>
      <div className={classes.calm}>
        <Icon of={IconShieldCheck} size={22} color="var(--pv-ok)" />
        <Text size="sm">{t('import.missing.text', { count, n: number(count) })}</Text>
      </div>
      <Paged
        query={people}
        pages={pages}
        total={people.data?.total ?? count}
        failed={t('import.rows.failed')}
        empty={t('import.none.missing')}
        label={t('import.tab.missing', { count })}
        row={(person: MissingMember) => (
          <li key={person.id} className={classes.line}>
            <Who first={person.first_name} last={person.last_name} email={person.email} />
            <Badge>{t(`people.status.${known(statuses, person.status) ?? 'active'}`)}</Badge>
          </li>
        )}
      />
    </>
  );
}

interface PagedProps<T> {
  query: { data?: { items: T[]; next?: string | null }; isPending: boolean; isError: boolean; error: unknown; isFetching: boolean; isPlaceholderData: boolean; refetch: () => unknown };
  pages: ReturnType<typeof usePages>;
  total: number;
  failed: string;
  empty: string;
  label: string;
  row: (item: T) => ReactNode;
}

function Paged<T>({ query, pages, total, failed, empty, label, row }: PagedProps<T>) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const top = useRef<HTMLDivElement>(null);
  const before = useRef(pages.at);
  useEffect(() => {
    if (before.current === pages.at) return;
    before.current = pages.at;
    top.current?.scrollIntoView({ block: 'start' });
  }, [pages.at]);
  if (query.isError && !query.data) return <ErrorCard title={failed} error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />;
  if (!query.data) {
    return (
      <Card padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
        {Array.from({ length: 6 }, (_, at) => (
          <div key={at} className={classes.line}>
            <div>
              <Skeleton height={15} width={160} mb={8} />
              <Skeleton height={13} width={220} />
            </div>
          </div>
        ))}
      </Card>
    );
  }
  const { items, next } = query.data;
  if (items.length === 0) {
    return (
      <Card>
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      </Card>
    );
  }
  const first = pages.at * PAGE + 1;
  const range = t('import.rows.range', { first: number(first), last: number(first + items.length - 1), total: number(Math.max(total, first + items.length - 1)) });
  return (
    <div ref={top} className={classes.paged}>
      <Card padding={0} component="ul" aria-label={label} className={`${classes.list} pv-rows`} aria-busy={query.isPlaceholderData || undefined}>
        {items.map(row)}
      </Card>
      <Group justify="space-between" gap="sm" mt="sm">
        <Text size="xs" c="dimmed" role="status">
          {range}
        </Text>
        {(pages.at > 0 || next) && (
          <Group gap={8}>
            <Button variant="default" disabled={pages.at === 0} leftSection={<Icon of={IconChevronLeft} size={18} />} onClick={pages.back}>
              {t('import.rows.previous')}
            </Button>
            <Button variant="default" disabled={!next} loading={query.isPlaceholderData} rightSection={<Icon of={IconChevronRight} size={18} />} onClick={() => next && pages.next(next)}>
              {t('import.rows.next')}
            </Button>
          </Group>
        )}
      </Group>
    </div>
  );
}

function Who({ first, last, email }: { first: string; last: string; email: string }) {
  const name = `${first} ${last}`.trim();
  return (
    <div className={classes.who}>
      <Text size="sm" fw={600} className={classes.wrapAny}>
        {name || email}
      </Text>
      {name && (
        <Text size="xs" c="dimmed" className={classes.wrapAny}>
          {email}
        </Text>
      )}
    </div>
  );
}

function Line({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { department, team, country, free } = row.groups;
  const outcome = known(outcomes, row.outcome);
  const place = [department, team, country, ...free].filter(Boolean).join(', ');
  return (
    <li className={classes.line} data-result={row.result}>
      <span className={classes.lineNumber} title={t('import.rows.line', { n: number(row.line) })}>
        <VisuallyHidden>{t('import.rows.line', { n: number(row.line) })}</VisuallyHidden>
        <span aria-hidden>{number(row.line)}</span>
      </span>
      <Who first={row.first_name} last={row.last_name} email={row.email} />
      <div className={classes.lineWhat}>
        {row.result === 'error' && row.faults.map((fault, at) => <Fault key={at} fault={fault} />)}
        {row.result === 'update' && row.changes.map((change) => <Change key={change.field} change={change} />)}
        {(row.result === 'add' || row.result === 'same') && (
          <>
            {place && (
              <Text size="sm" c="dimmed" className={classes.wrapAny}>
                {place}
              </Text>
            )}
            <Roles named={row.roles} />
          </>
        )}
      </div>
      {outcome && outcome !== expected[row.result] && <Badge data-tone={outcome === 'kept' || outcome === 'skipped' ? 'warn' : undefined}>{t(`import.outcome.${outcome}`)}</Badge>}
    </li>
  );
}

/** What was announced needs no badge. */
const expected: Record<ImportResult, string> = { add: 'added', update: 'updated', same: 'same', error: 'skipped' };

function Roles({ named }: { named: string[] }) {
  const { t } = useTranslation();
  const more = roles.filter((role) => role !== 'member' && named.includes(role));
  if (more.length === 0) return null;
  return (
    <span className={classes.roles}>
      {more.map((role) => (
        <Badge key={role}>{t(`people.role.${role}`)}</Badge>
      ))}
    </span>
  );
}

/** "curator, manager" -> the words people know. */
const rolesText = (text: string, t: TFunction) =>
  text
    .split(', ')
    .filter((role) => role !== 'member')
    .map((word) => {
      const role = known(roles, word);
      return role ? t(`people.role.${role}`) : word;
    })
    .join(', ');

function Change({ change }: { change: ImportRow['changes'][number] }) {
  const { t } = useTranslation();
  const show = (text: string) => (change.field === 'roles' ? rolesText(text, t) : text);
  const from = show(change.from);
  return (
    <p className={classes.change}>
      <span className={classes.changeField}>{t(`import.field.${change.field}`)}</span>
      {from ? (
        <>
          <VisuallyHidden>{t('import.rows.from')}</VisuallyHidden>
          <del className={classes.from}>{from}</del>
        </>
      ) : (
        <span className={classes.from} data-none>
          {t('import.rows.empty')}
        </span>
      )}
      <Icon of={IconArrowRight} size={15} />
      <VisuallyHidden>{t('import.rows.to')}</VisuallyHidden>
      <ins className={classes.to}>{show(change.to)}</ins>
    </p>
  );
}

/** The number a fault's detail carries: a first line, a limit. */
function reasonOf(fault: ImportFault, t: TFunction): string {
  const code = known(faults, fault.code);
  const n = /\d+/.exec(fault.detail)?.[0];
  return code ? t(`import.fault.${code}`, { n: n ?? '', context: n ? 'n' : undefined }) : fault.detail;
}

function Fault({ fault }: { fault: ImportFault }) {
  const { t } = useTranslation();
  return (
    <p className={classes.fault}>
      <Icon of={IconAlertTriangle} size={18} />
      <span>
        {reasonOf(fault, t)}
        {fault.column && <span className={classes.faultColumn}>{t('import.rows.column', { name: fault.column })}</span>}
      </span>
    </p>
  );
}

function Wrong({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number, language } = useLocale();
  const wrong = useWrongRows(item.id);
  const count = item.counts.error;
  const save = () =>
    wrong.mutate(undefined, {
      onSuccess: (rows) => {
        const titles = [t('import.csv.line'), t('import.csv.column'), t('import.csv.reason'), t('import.field.email'), t('import.field.first_name'), t('import.field.last_name')];
        saveText(t('import.csv.name', { name: item.name.replace(/\.[a-z]{1,5}$/i, '') }), wrongLines(rows, titles, (fault) => reasonOf(fault, t), language === 'fr' ? ';' : ','));
      },
    });
  return (
    <div className={classes.calm}>
      <Text size="sm" flex={1} miw={220}>
        {item.status === 'ready' ? t('import.wrongLines.text', { count, n: number(count) }) : t('import.wrongLines.left', { count, n: number(count) })}
      </Text>
      <Button variant="default" size="sm" leftSection={<Icon of={IconDownload} size={18} />} loading={wrong.isPending} onClick={save}>
        {t('import.wrongLines.save')}
      </Button>
      <Text size="sm" c="var(--pv-danger)" role="status" className={classes.maybe}>
        {wrong.error ? problemText(toApiError(wrong.error), t) : ''}
      </Text>
    </div>
  );
}
