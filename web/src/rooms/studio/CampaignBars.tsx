/* CampaignBars.tsx: the campaigns of the calendar: a bar over its days in each week, three at most; on a phone a line each. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import classes from './calendar.module.css';
import { addDays, barsOf, weekdayOf, type Campaign } from './plan.ts';

const LANES = 3;

function useNamed() {
  const { t } = useTranslation();
  const { day } = useLocale();
  const short = (of: string) => day(of, { day: 'numeric', month: 'short' });
  const days = ({ starts_on, ends_on }: Campaign) => t('studio.calendar.campaignDays', { from: short(starts_on), to: short(ends_on) });
  return { days, label: (one: Campaign) => t('studio.calendar.campaign', { name: one.name, days: days(one) }) };
}

/** One week's part of all. `from`: the first day of the calendar, `monday`: of the week. */
export function WeekBars({ campaigns, from, last, monday }: { campaigns: Campaign[]; from: string; last: string; monday: string }) {
  const { t } = useTranslation();
  const { label } = useNamed();
  const sunday = addDays(monday, 6);
  const here = barsOf(campaigns, from, last).filter(({ campaign }) => campaign.starts_on <= sunday && campaign.ends_on >= monday);
  if (here.length === 0) return null;
  const shown = here.filter(({ lane }) => lane < LANES);
  const more = here.length - shown.length;
  return (
    <div role="row" className={classes.barsRow}>
      <div role="cell" aria-colspan={7} className={classes.bars}>
        {shown.map(({ campaign, lane }) => {
          const begins = campaign.starts_on >= monday;
          const ends = campaign.ends_on <= sunday;
          // One stop for the keyboard, where the bar comes into view.
          const first = begins || monday === from;
          return (
            <Link
              key={campaign.id}
              to="/studio/campaigns/$id"
              params={{ id: campaign.id } as never}
              className={classes.bar}
              data-begins={begins || undefined}
              data-ends={ends || undefined}
              aria-label={label(campaign)}
              aria-hidden={!first || undefined}
              tabIndex={first ? undefined : -1}
              title={label(campaign)}
              style={{ gridRow: lane + 1, gridColumn: `${begins ? weekdayOf(campaign.starts_on) + 1 : 1} / ${ends ? weekdayOf(campaign.ends_on) + 2 : 8}` }}
            >
              {campaign.name}
            </Link>
          );
        })}
        {more > 0 && (
          <Link to="/studio/campaigns" className={classes.barsMore}>
            {t('studio.calendar.campaignsMore', { count: more })}
          </Link>
        )}
      </div>
    </div>
  );
}

/** Before the first day of the list. */
export function CampaignLines({ campaigns, from, last }: { campaigns: Campaign[]; from: string; last: string }) {
  const { t } = useTranslation();
  const { days } = useNamed();
  const here = barsOf(campaigns, from, last);
  if (here.length === 0) return null;
  const shown = here.slice(0, LANES);
  return (
    <ul className={classes.lines} aria-label={t('studio.campaign.name')}>
      {shown.map(({ campaign }) => (
        <li key={campaign.id}>
          <Link to="/studio/campaigns/$id" params={{ id: campaign.id } as never} className={classes.line}>
            <strong>{campaign.name}</strong>
            <span>{days(campaign)}</span>
          </Link>
        </li>
      ))}
      {here.length > shown.length && (
        <li>
          <Link to="/studio/campaigns" className={classes.barsMore}>
            {t('studio.calendar.campaignsMore', { count: here.length - shown.length })}
          </Link>
        </li>
      )}
    </ul>
  );
}
