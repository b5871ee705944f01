/* useLocale.ts: the formatting functions bound to the signed-in member (or to the browser before sign-in). */
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { MeContext } from '../api/session.ts';
import { languageOf } from '../i18n/index.ts';
import * as format from './format.ts';

export const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

export function useLocale() {
  const { t, i18n } = useTranslation();
  const me = useContext(MeContext);
  const language = languageOf(i18n.language);
  const locale: format.Locale = { language, timeZone: me?.time_zone || browserTimeZone(), t };
  return {
    ...locale,
    number: (value: number) => format.formatNumber(language, value),
    percent: (value: number) => format.formatPercent(language, value),
    bytes: (value: number) => format.formatBytes(language, value),
    signed: (value: number) => format.formatSigned(language, value),
    spelled: (value: number) => format.spelled(locale, value),
    /** First letter raised, for a count that opens a sentence. */
    Spelled: (value: number) => format.capitalised(language, format.spelled(locale, value)),
    time: (iso: string) => format.formatTime(locale, iso),
    date: (iso: string) => format.formatDate(locale, iso, Date.now()),
    longDate: (iso: string) => format.formatLongDate(locale, iso),
    dateTime: (iso: string) => format.formatDateTime(locale, iso, Date.now()),
    day: (day: string, options?: Intl.DateTimeFormatOptions) => format.formatDay(language, day, options),
    ago: (iso: string) => format.formatAgo(locale, iso, Date.now()),
    when: (iso: string) => format.whenOf(locale, iso, Date.now()),
    since: (iso: string) => format.formatSince(locale, iso, Date.now()),
    ahead: (iso: string) => format.formatAhead(locale, iso, Date.now()),
  };
}
