/* CalendarPage.tsx: four weeks of what goes out and went out. A scheduled post is dragged to another day, or moved by its menu; on a phone
 * the same days are a list. */
import { ActionIcon, Button, Kbd, Select, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { dayOf } from '../../base/format.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useCounts } from './api.ts';
import classes from './calendar.module.css';
import { Agenda, Weeks } from './Days.tsx';
import { refusalText } from './missing.ts';
import { SmallMix } from './MixPane.tsx';
import { Notice } from './Notice.tsx';
import { addDays, isDay, mondayOf, morningOf, onDay, useCalendar, useCalendarCampaigns, useMove, useOpenCampaigns, WEEKS, type Planned } from './plan.ts';
import { useKeys, useKeysOn } from './useKeys.ts';

const NewPost = lazy(() => import('./NewPost.tsx'));
const Schedule = lazy(() => import('./Schedule.tsx'));

/** "Novembre et décembre 2026": the months that these weeks touch. */
function useMonths(from: string) {
  const { t } = useTranslation();
  const { day } = useLocale();
  const last = addDays(from, WEEKS * 7 - 1);
  const month = (of: string) => day(of, { month: 'long' });
  const year = (of: string) => day(of, { year: 'numeric' });
  const whole = (of: string) => `${month(of)} ${year(of)}`;
  const text =
    from.slice(0, 7) === last.slice(0, 7)
      ? whole(from)
      : t('studio.calendar.months', { from: from.slice(0, 4) === last.slice(0, 4) ? month(from) : whole(from), to: whole(last) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Moving a post to another moment, telling so, and taking it back. */
function useMoving() {
  const { t } = useTranslation();
  const { timeZone, dateTime } = useLocale();
  const move = useMove();
  const [moved, setMoved] = useState<{ post: Planned; text: string } | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const to = (post: Planned, at: string | null) => {
    setRefused(null);
    if (!at || Date.parse(at) <= Date.now()) {
      setRefused(t('studio.time.past'));
      return;
    }
    move.mutate(
      { post, at },
      {
        onSuccess: () => setMoved({ post, text: t('studio.calendar.moved', { title: post.title, when: dateTime(at) }) }),
        onError: (error) => setRefused(refusalText(toApiError(error), t)),
      },
    );
  };
  const undo = () => {
    if (!moved || move.isPending) return;
    move.mutate({ post: moved.post, at: moved.post.at }, { onSuccess: () => setMoved(null), onError: (error) => setRefused(refusalText(toApiError(error), t)) });
  };
  return { busy: move.isPending, moved, refused, to, toDay: (post: Planned, day: string) => to(post, onDay(post.at, day, timeZone)), undo, forget: () => setMoved(null) };
}

export function CalendarPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { language, timeZone } = useLocale();
  const search = useSearch({ strict: false });
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false });
  const today = dayOf({ language, timeZone }, Date.now());
  const home = addDays(mondayOf(today), phone ? 0 : -7);
  const from = isDay(search.from) ? mondayOf(search.from) : home;
  const calendar = useCalendar(from, timeZone);
  const counts = useCounts();
  const moving = useMoving();
  const [campaign, setCampaign] = useState<string | null>(null);
  const [writing, setWriting] = useState<string | null>(null);
  const [timing, setTiming] = useState<Planned | null>(null);
  const [keysOn] = useKeysOn();
  usePlaceTitle(`${t('nav.studio')}, ${t('studio.calendar.name')}`);
  const months = useMonths(from);
  const go = (day: string) => void navigate({ to: '/studio/calendar', search: { from: day === home ? undefined : day }, replace: true, resetScroll: false });
  useKeys(
    {
      t: () => go(home),
      ArrowLeft: () => go(addDays(from, -WEEKS * 7)),
      ArrowRight: () => go(addDays(from, WEEKS * 7)),
      z: moving.moved ? moving.undo : undefined,
    },
    keysOn,
  );
  const items = (calendar.data?.items ?? []).filter((item) => !campaign || item.campaign === campaign);
  const campaigns = (useCalendarCampaigns().data ?? []).filter((one) => !campaign || one.id === campaign);
  const shared = { from, today, items, campaigns, busy: moving.busy, onMove: moving.toDay, onTime: setTiming, onWrite: setWriting };
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div className={classes.when}>
          <h2 className={classes.months} aria-live="polite">
            {months}
          </h2>
          <ActionIcon variant="subtle" aria-label={t('studio.calendar.before')} onClick={() => go(addDays(from, -WEEKS * 7))}>
            <Icon of={IconChevronLeft} />
          </ActionIcon>
          <ActionIcon variant="subtle" aria-label={t('studio.calendar.after')} onClick={() => go(addDays(from, WEEKS * 7))}>
            <Icon of={IconChevronRight} />
          </ActionIcon>
          <Button variant="default" size="sm" disabled={from === home} onClick={() => go(home)}>
            {t('studio.calendar.today')}
          </Button>
        </div>
        <CampaignFilter value={campaign} onChange={setCampaign} />
        {counts.data && <SmallMix mix={counts.data.mix} />}
      </div>
      {moving.refused && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)" className={classes.refused}>
          {moving.refused}
        </Text>
      )}
      {calendar.isError && <ErrorCard title={t('studio.calendar.failed')} error={calendar.error} retry={() => void calendar.refetch()} retrying={calendar.isFetching} />}
      {calendar.isPending && <Skeleton height={phone ? 360 : 620} radius="md" role="status" aria-label={t('common.loading')} />}
      {calendar.data && (phone ? <Agenda {...shared} /> : <Weeks {...shared} />)}
      {calendar.data?.more && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('studio.calendar.tooMany')}
        </Text>
      )}
      {!phone && (
        <div className={classes.legend}>
          <span className={classes.key}>{t('studio.calendar.plain')}</span>
          <span className={classes.key} data-promo>
            {t('studio.calendar.promo')}
          </span>
          <span className={classes.hint}>
            {t('studio.calendar.drag')}
            {keysOn && (
              <>
                {' '}
                <Kbd>T</Kbd> {t('studio.calendar.todayKey')}
              </>
            )}
          </span>
        </div>
      )}
      {moving.busy && <VisuallyHidden role="status">{t('studio.save.saving')}</VisuallyHidden>}
      <Notice text={moving.moved?.text ?? null} busy={moving.busy} onUndo={moving.undo} onGone={moving.forget} />
      {writing && (
        <Suspense fallback={null}>
          <NewPost
            onClose={() => setWriting(null)}
            onWritten={(post) => void navigate({ to: '/studio/posts/$id/edit', params: { id: post.id }, search: { at: morningOf(writing) } } as never)}
          />
        </Suspense>
      )}
      {timing && (
        <Suspense fallback={null}>
          <Schedule
            post={{ scheduled_at: timing.at, expires_at: timing.expires_at }}
            onClose={() => setTiming(null)}
            onChosen={(at) => {
              setTiming(null);
              moving.to(timing, at);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function CampaignFilter({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const campaigns = useOpenCampaigns().data ?? [];
  if (campaigns.length === 0) return null;
  return (
    <Select
      size="sm"
      className={classes.filter}
      aria-label={t('studio.campaign.filter')}
      placeholder={t('studio.campaign.all')}
      clearable
      clearButtonProps={{ 'aria-label': t('studio.campaign.all') }}
      data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
