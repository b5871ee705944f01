/* Days.tsx: the days of the calendar: weeks in a grid where posts are dragged, or a list of days. */
import { ActionIcon, Menu, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconBriefcase, IconCalendarEvent, IconDots, IconPencil, IconPlus, IconRss } from '@tabler/icons-react';
import { Fragment, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { Empty, QuietHills } from '../../ui/states.tsx';
import classes from './calendar.module.css';
import { CampaignLines, WeekBars } from './CampaignBars.tsx';
import { addDays, byDay, weekdayOf, WEEKS, type Campaign, type Planned } from './plan.ts';

interface DaysProps {
  from: string;
  today: string;
  items: Planned[];
  campaigns: Campaign[];
  busy: boolean;
  onMove: (post: Planned, day: string) => void;
  onTime: (post: Planned) => void;
  onWrite: (day: string) => void;
}

const TYPE = 'application/x-portevoix-post';
/** So many posts of a day at once, one more rather than a button for it. */
const DAY_SHOWN = 3;

export function Weeks(props: DaysProps) {
  const { t } = useTranslation();
  const { day: dayText, timeZone } = useLocale();
  const { from, today, items, campaigns } = props;
  const [held, setHeld] = useState<Planned | null>(null);
  const days = byDay(items, timeZone);
  const all = Array.from({ length: WEEKS * 7 }, (_, i) => addDays(from, i));
  const free = all.find((day) => day > today && weekdayOf(day) < 5 && !days.has(day));
  return (
    <div className={classes.weeks} role="table" aria-label={t('studio.calendar.name')}>
      <div role="row" className={classes.week} data-head>
        {all.slice(0, 7).map((day) => (
          <span key={day} role="columnheader" className={classes.weekday} data-rest={weekdayOf(day) > 4 || undefined}>
            {weekdayOf(day) > 4 ? t('studio.calendar.rest', { day: dayText(day, { weekday: 'short' }) }) : dayText(day, { weekday: 'long' })}
          </span>
        ))}
      </div>
      {Array.from({ length: WEEKS }, (_, week) => (
        <Fragment key={week}>
          <WeekBars campaigns={campaigns} from={from} last={addDays(from, WEEKS * 7 - 1)} monday={addDays(from, week * 7)} />
          <div role="row" className={classes.week}>
            {all.slice(week * 7, week * 7 + 7).map((day) => (
              <Day key={day} {...props} day={day} posts={days.get(day) ?? []} held={held} hold={setHeld} free={day === free} />
            ))}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

interface DayProps extends DaysProps {
  day: string;
  posts: Planned[];
  held: Planned | null;
  hold: (post: Planned | null) => void;
  /** The next weekday with nothing on it. */
  free: boolean;
}

function Day({ day, posts, held, hold, free, ...rest }: DayProps) {
  const { t } = useTranslation();
  const { today, onMove, onWrite } = rest;
  const [over, setOver] = useState(false);
  const [all, setAll] = useState(false);
  const shown = all || posts.length <= DAY_SHOWN + 1 ? posts : posts.slice(0, DAY_SHOWN);
  const open = day >= today;
  const takes = open && held !== null && !posts.some((post) => post.id === held.id);
  const drag = {
    onDragOver: (event: DragEvent) => {
      if (!takes) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (held && takes) onMove(held, day);
      hold(null);
    },
  };
  return (
    <div role="cell" className={classes.day} data-rest={weekdayOf(day) > 4 || undefined} data-past={!open || undefined} data-over={(over && takes) || undefined} {...drag}>
      <DayNumber day={day} today={day === today} />
      {shown.map((post) => (
        <Item key={post.id} post={post} hold={hold} {...rest} />
      ))}
      {shown.length < posts.length && (
        <UnstyledButton className={classes.rest} onClick={() => setAll(true)}>
          {t('studio.calendar.others', { count: posts.length - shown.length })}
        </UnstyledButton>
      )}
      {day > today && posts.length === 0 && (
        <UnstyledButton className={classes.free} data-shown={free || undefined} aria-label={t('studio.calendar.write', { day: dayName(day) })} onClick={() => onWrite(day)}>
          <Icon of={IconPlus} size={15} />
          {t('studio.calendar.free')}
        </UnstyledButton>
      )}
    </div>
  );

  function dayName(of: string) {
    return new Intl.DateTimeFormat(document.documentElement.lang || 'en', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${of}T12:00:00Z`));
  }
}

function DayNumber({ day, today }: { day: string; today: boolean }) {
  const { t } = useTranslation();
  const { day: dayText } = useLocale();
  const n = Number(day.slice(8));
  return (
    <time dateTime={day} className={classes.number} data-today={today || undefined} aria-current={today ? 'date' : undefined}>
      {n !== 1 ? n : t('studio.calendar.first', { month: dayText(day, { month: 'short' }) })}
    </time>
  );
}

/** The sign of a kind where it has one, else of the network it came from. */
function Sign({ post }: { post: Planned }) {
  if (post.kind === 'job') return <Icon of={IconBriefcase} size={15} />;
  if (post.kind === 'event') return <Icon of={IconCalendarEvent} size={15} />;
  if (post.network === 'web') return <Icon of={post.kind === 'link' ? IconRss : IconPencil} size={15} />;
  return <NetworkIcon network={post.network} size={15} />;
}

function Item({ post, hold, ...rest }: { post: Planned; hold: (post: Planned | null) => void } & DaysProps) {
  const { t } = useTranslation();
  const { time } = useLocale();
  const waits = post.status === 'scheduled';
  return (
    <div
      className={classes.item}
      data-out={!waits || undefined}
      data-promo={post.promotional || undefined}
      draggable={waits && !rest.busy}
      onDragStart={(event) => {
        event.dataTransfer.setData(TYPE, post.id);
        event.dataTransfer.effectAllowed = 'move';
        hold(post);
      }}
      onDragEnd={() => hold(null)}
    >
      <span className={classes.meta}>
        <Sign post={post} />
        <time dateTime={post.at}>{time(post.at)}</time>
        {post.promotional && <span className={classes.promo}>{t('studio.calendar.promoShort')}</span>}
      </span>
      <PostLink post={post} />
      {waits && <MoveMenu post={post} {...rest} />}
    </div>
  );
}

function PostLink({ post }: { post: Planned }) {
  return (
    <Link
      to="/studio"
      search={{ view: post.status === 'pending' ? undefined : post.status, post: post.id } as never}
      className={classes.title}
      draggable={false}
    >
      {post.title}
    </Link>
  );
}

/** What dragging does, for the keyboard and the finger. */
export function MoveMenu({ post, today, busy, onMove, onTime }: { post: Planned } & Pick<DaysProps, 'today' | 'busy' | 'onMove' | 'onTime'>) {
  const { t } = useTranslation();
  const { timeZone, day: dayText } = useLocale();
  const now = byDay([post], timeZone).keys().next().value ?? today;
  const steps = [
    { name: 'earlier', day: addDays(now, -1) },
    { name: 'later', day: addDays(now, 1) },
    { name: 'week', day: addDays(now, 7) },
  ] as const;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={28} className={classes.menu} aria-label={t('studio.calendar.menu', { title: post.title })} disabled={busy}>
          <Icon of={IconDots} size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('studio.calendar.move')}</Menu.Label>
        {steps.map(({ name, day }) => (
          <Menu.Item key={name} disabled={day < today} rightSection={<Text size="xs" c="dimmed">{dayText(day, { weekday: 'short', day: 'numeric', month: 'short' })}</Text>} onClick={() => onMove(post, day)}>
            {t(`studio.calendar.step.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onTime(post)}>{t('studio.calendar.step.choose')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The days that hold something, and today. */
export function Agenda({ from, today, items, campaigns, onWrite, ...rest }: DaysProps) {
  const { t } = useTranslation();
  const { day: dayText, timeZone, time } = useLocale();
  const days = [...byDay(items, timeZone)];
  const lines = <CampaignLines campaigns={campaigns} from={from} last={addDays(from, WEEKS * 7 - 1)} />;
  if (days.length === 0) {
    return (
      <>
        {lines}
        <Empty title={t('studio.calendar.none')} art={<QuietHills />}>{t('studio.calendar.noneText')}</Empty>
      </>
    );
  }
  return (
    <>
      {lines}
      <ol className={classes.agenda}>
        {days.map(([day, posts]) => (
          <li key={day} className={classes.agendaDay}>
            <h3 className={classes.agendaName} data-today={day === today || undefined}>
              <time dateTime={day}>{dayText(day, { weekday: 'long', day: 'numeric', month: 'long' })}</time>
            </h3>
            {posts.map((post) => (
              <div key={post.id} className={classes.agendaItem} data-out={post.status !== 'scheduled' || undefined} data-promo={post.promotional || undefined}>
                <span className={classes.meta}>
                  <Sign post={post} />
                  <time dateTime={post.at}>{time(post.at)}</time>
                  {post.promotional && <span className={classes.promo}>{t('studio.calendar.promoShort')}</span>}
                </span>
                <PostLink post={post} />
                {post.status === 'scheduled' && <MoveMenu post={post} today={today} {...rest} />}
              </div>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}
