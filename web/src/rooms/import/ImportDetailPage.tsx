/* ImportDetailPage.tsx: one list, wherever it stands: being read, ready to be checked, going in, done, taken back. */
import { Alert, Button, Card, Group, Progress, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import type { Import } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { useForgetDirectory, useImport, working } from './api.ts';
import { ApplyBar } from './ApplyBar.tsx';
import { Columns } from './Columns.tsx';
import { delimiters, known, unreadable } from './known.ts';
import { Outcome } from './Outcome.tsx';
import { Rows } from './Rows.tsx';
import classes from './import.module.css';

export function ImportDetailPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/people/import/$id' });
  const query = useImport(id);
  const item = query.data;
  useSettled(item?.status);
  return (
    <Page title={item?.name ?? t('import.title')} heading={<span className={classes.wrapAny}>{item?.name ?? t('import.title')}</span>} above={<BackLink to="/people/import">{t('import.back')}</BackLink>} lead={item && <Facts item={item} />}>
      {item && <Said item={item} />}
      {query.isPending && <Loading />}
      {query.isError && !item && <Missing error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />}
      {item && <Stage item={item} />}
    </Page>
  );
}

function Stage({ item }: { item: Import }) {
  if (working(item.status)) return <Working item={item} />;
  if (item.status === 'failed') return <Failed item={item} />;
  if (item.status !== 'ready') {
    return (
      <>
        <Outcome item={item} />
        <Rows key={item.status} item={item} />
      </>
    );
  }
  return (
    <>
      <Verdict item={item} />
      <Columns key={item.id} item={item} />
      <Rows key="ready" item={item} />
      <ApplyBar item={item} />
    </>
  );
}

/** When the server has finished a step that changed the directory, the lists that show it are read again. */
function useSettled(status: Import['status'] | undefined) {
  const before = useRef(status);
  const forget = useForgetDirectory();
  useEffect(() => {
    if (before.current && status && before.current !== status && !working(status)) void forget();
    before.current = status;
  }, [status, forget]);
}

/** For the screen reader: each step once, progress by quarters. */
function Said({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { percent } = useLocale();
  const share = shareOf(item);
  const quarter = share === null ? '' : percent(Math.floor(share / 25) * 25);
  return (
    <VisuallyHidden role="status">
      {t(`import.status.${item.status}`)} {working(item.status) ? quarter : ''}
    </VisuallyHidden>
  );
}

const shareOf = ({ progress }: Import) => (progress.total > 0 ? Math.min(100, (100 * progress.done) / progress.total) : null);

/** Proper names, the same in every language. */
const encodings: Record<string, string> = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16', 'windows-1252': 'Windows-1252', macintosh: 'Mac Roman', IBM850: 'DOS (CP850)' };

function Facts({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number, bytes, dateTime } = useLocale();
  const delimiter = known(delimiters, item.delimiter);
  const facts = [
    item.counts.rows > 0 ? t('import.lines', { count: item.counts.rows, n: number(item.counts.rows) }) : '',
    bytes(item.size),
    encodings[item.encoding] ?? item.encoding,
    delimiter ? t(`import.delimiter.${delimiter}`) : '',
    t('import.received', { when: dateTime(item.created_at) }),
  ];
  return <>{facts.filter(Boolean).join(', ')}</>;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Stack role="status" aria-label={t('common.loading')} mt="md">
      <Skeleton height={28} width="60%" />
      <Skeleton height={180} radius={12} />
      <Skeleton height={320} radius={12} />
    </Stack>
  );
}

function Missing({ error, retry, retrying }: { error: unknown; retry: () => void; retrying: boolean }) {
  const { t } = useTranslation();
  if (!isProblem(error, 'not-found')) return <ErrorCard title={t('import.failedToShow')} error={error} retry={retry} retrying={retrying} />;
  return (
    <Empty
      title={t('import.gone.title')}
      action={
        <Button component={Link} to="/people/import" variant="default">
          {t('import.gone.action')}
        </Button>
      }
    >
      {t('import.gone.text')}
    </Empty>
  );
}

function Working({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number, percent } = useLocale();
  const share = shareOf(item);
  const step = item.status === 'applying' || item.status === 'undoing' ? item.status : 'parsing';
  return (
    <Card mt="md">
      <Group justify="space-between" gap="sm" align="baseline">
        <Title order={2}>{t(`import.working.${step}`)}</Title>
        {share !== null && (
          <Text className="pv-figure" fz={20} lh="28px" aria-hidden>
            {percent(Math.floor(share))}
          </Text>
        )}
      </Group>
      <Progress.Root size={10} mt="sm">
        <Progress.Section value={share ?? 0} aria-label={t(`import.working.${step}`)} />
      </Progress.Root>
      <Text size="sm" c="dimmed" mt="sm">
        {item.progress.total > 0 ? t('import.working.count', { count: item.progress.total, done: number(item.progress.done), total: number(item.progress.total) }) : t('import.working.soon')}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        {t('import.working.leave')}
      </Text>
    </Card>
  );
}

function Failed({ item }: { item: Import }) {
  const { t } = useTranslation();
  const code = known(unreadable, item.error?.code) ?? 'not_text';
  const mappable = code === 'no_email_column' && item.columns.length > 0;
  return (
    <>
      <Alert mt="md" color="red" role="alert" icon={<Icon of={IconAlertTriangle} />} title={t('import.unread.title')} className={classes.problem}>
        <Text size="sm">{t(`import.unread.${code}`)}</Text>
        {mappable && <Text size="sm">{t('import.unread.map')}</Text>}
      </Alert>
      {mappable && <Columns item={item} />}
      <Group mt="md">
        <Button component={Link} to="/people/import" variant={mappable ? 'default' : 'filled'}>
          {t('import.unread.another')}
        </Button>
      </Group>
    </>
  );
}

/** What would happen, in one sentence; what would not, in the next. */
function Verdict({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { add, update, same, error } = item.counts;
  const parts = [
    add > 0 ? t('import.verdict.add', { count: add, n: number(add) }) : '',
    update > 0 ? t('import.verdict.update', { count: update, n: number(update) }) : '',
  ].filter(Boolean);
  return (
    <div className={classes.verdict}>
      <p className={classes.sentence}>{parts.length > 0 ? t('import.verdict.would', { what: parts.join(t('import.verdict.and')) }) : t('import.verdict.nothing')}</p>
      <Text size="sm" c="dimmed">
        {[
          t('import.verdict.yet'),
          same > 0 ? t('import.verdict.same', { count: same, n: number(same) }) : '',
          error > 0 ? t('import.verdict.error', { count: error, n: number(error) }) : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
    </div>
  );
}
