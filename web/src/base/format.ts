/* format.ts: numbers, dates and times as a person writes them, in the member's language and time zone.
 *
 * French: "31 000", "24 %", "17 h 40", "24 nov.". English (British forms): "31,000", "24%", "17:40", "24 Nov".
 * Pure functions of their arguments; the clock is passed in. Words come from the catalogue through `t`. */
import type { TFunction } from 'i18next';
import type { Language } from '../i18n/index.ts';

export interface Locale {
  language: Language;
  timeZone: string;
  t: TFunction;
}

const tag = (language: Language) => (language === 'fr' ? 'fr-FR' : 'en-GB');
const NBSP = '\u00a0';

const cache = new Map<string, Intl.DateTimeFormat>();
function dateFormat(language: Language, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(tag(language), { timeZone, ...options });
    cache.set(key, format);
  }
  return format;
}

const numbers = new Map<Language, Intl.NumberFormat>();

/** Whole numbers below a thousand read the same in every language; the formatter, slow to make, is for the others. */
export function formatNumber(language: Language, value: number): string {
  if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  let format = numbers.get(language);
  if (!format) numbers.set(language, (format = new Intl.NumberFormat(tag(language))));
  return format.format(value);
}

/** 24 -> "24 %" or "24%". */
export const formatPercent = (language: Language, value: number) =>
  new Intl.NumberFormat(tag(language), { style: 'percent', maximumFractionDigits: 0 }).format(value / 100).replace(NBSP, '\u202f');

/** 2 048 123 -> "2 Mo" or "2 MB"; small ones keep a decimal: "2,4 ko". Thousands, as file managers count. */
export function formatBytes(language: Language, bytes: number): string {
  const [unit, value] = bytes < 1000 ? (['byte', bytes] as const) : bytes < 1e6 ? (['kilobyte', bytes / 1000] as const) : (['megabyte', bytes / 1e6] as const);
  // "89 byte" is what the short form makes of few bytes.
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  return new Intl.NumberFormat(tag(language), { style: 'unit', unit, unitDisplay, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** +5, −10, 0, with a true minus sign. */
export const formatSigned = (language: Language, value: number) =>
  value > 0 ? `+${formatNumber(language, value)}` : value < 0 ? `−${formatNumber(language, -value)}` : '0';

/** Small counts in words in running text ("six shares"), the others in figures. Nothing gendered: 1 is the plural form's own. */
export function spelled({ language, t }: Pick<Locale, 'language' | 't'>, value: number): string {
  const words = t('number.words', { returnObjects: true });
  return words[value] || formatNumber(language, value);
}

export const capitalised = (language: Language, text: string) =>
  text.charAt(0).toLocaleUpperCase(tag(language)) + text.slice(1);

/** The calendar and clock of a moment in a time zone, as two-digit texts. One formatter for all of it: making one is slow. */
function clockOf(language: Language, timeZone: string, at: string | number) {
  const format = dateFormat(language, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const clock = { year: '', month: '', day: '', hour: '', minute: '' };
  for (const { type, value } of format.formatToParts(new Date(at))) if (type in clock) clock[type as keyof typeof clock] = value;
  return clock;
}

/** "17 h 40", "17:40". */
export function formatTime({ language, timeZone }: Locale, iso: string): string {
  const { hour, minute } = clockOf(language, timeZone, iso);
  return language === 'fr' ? `${Number(hour)}${NBSP}h${NBSP}${minute}` : `${hour}:${minute}`;
}

/** Calendar day of a moment in that time zone, as "2026-11-24". */
export function dayOf({ language, timeZone }: Pick<Locale, 'language' | 'timeZone'>, at: string | number): string {
  const { year, month, day } = clockOf(language, timeZone, at);
  return `${year}-${month}-${day}`;
}

const DAY_MS = 86_400_000;
/** Whole days from day a to day b ("2026-11-24"). */
export const daysBetween = (a: string, b: string) => Math.round((Date.parse(b) - Date.parse(a)) / DAY_MS);

/** "24 nov.", "24 Nov"; with the year when it is not this one. */
export function formatDate(locale: Locale, iso: string, now: number): string {
  const sameYear = dayOf(locale, iso).slice(0, 4) === dayOf(locale, now).slice(0, 4);
  return dateFormat(locale.language, locale.timeZone, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(new Date(iso));
}

/** "24 novembre 2026". */
export const formatLongDate = (locale: Locale, iso: string) =>
  dateFormat(locale.language, locale.timeZone, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));

/** "24 nov., 17 h 40". */
export const formatDateTime = (locale: Locale, iso: string, now: number) =>
  `${formatDate(locale, iso, now)}, ${formatTime(locale, iso)}`;

/** A calendar day that has no time zone any more ("2026-11-24" -> "24 nov."). */
export const formatDay = (language: Language, day: string, options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }) =>
  dateFormat(language, 'UTC', options).format(new Date(`${day}T12:00:00Z`));

/** How long ago, as one says it: "à l’instant", "il y a 2 h", "ce matin, 7 h 30", "hier, 17 h 40", "lundi", "24 nov.". */
export function formatAgo(locale: Locale, iso: string, now: number): string {
  const { language, timeZone, t } = locale;
  const at = Date.parse(iso);
  const minutes = Math.floor((now - at) / 60_000);
  const days = daysBetween(dayOf(locale, iso), dayOf(locale, now));
  if (minutes < 1 && minutes > -5) return t('time.justNow');
  if (days < 0) return formatDateTime(locale, iso, now);
  if (minutes < 60) return t('time.minutesAgo', { count: minutes });
  if (minutes < 6 * 60 && days === 0) return t('time.hoursAgo', { count: Math.floor(minutes / 60) });
  const time = formatTime(locale, iso);
  if (days === 0) return t(hourOf(locale, iso) < 12 ? 'time.thisMorning' : 'time.today', { time });
  if (days === 1) return t('time.yesterday', { time });
  if (days < 7) return dateFormat(language, timeZone, { weekday: 'long' }).format(new Date(iso));
  return formatDate(locale, iso, now);
}

const hourOf = ({ language, timeZone }: Locale, iso: string) => Number(clockOf(language, timeZone, iso).hour);

/** A past moment, in the form that sentences are built from: t(`…_${context}`, values). */
export interface When {
  context: 'morning' | 'today' | 'yesterday' | 'weekday' | 'date';
  time: string;
  day: string;
  date: string;
}

export function whenOf(locale: Locale, iso: string, now: number): When {
  const { language, timeZone } = locale;
  const days = daysBetween(dayOf(locale, iso), dayOf(locale, now));
  const today = hourOf(locale, iso) < 12 ? 'morning' : 'today';
  return {
    context: days <= 0 ? today : days === 1 ? 'yesterday' : days < 7 ? 'weekday' : 'date',
    time: formatTime(locale, iso),
    // Formatters are slow to make: only what the form will use.
    day: days > 1 && days < 7 ? dateFormat(language, timeZone, { weekday: 'long' }).format(new Date(iso)) : '',
    date: days >= 7 ? formatDate(locale, iso, now) : '',
  };
}

/** A past visit after "since": "ce matin, 7 h 30", "hier, 17 h 40", "lundi, 9 h 12", "le 24 nov.". */
export const formatSince = (locale: Locale, iso: string, now: number): string => {
  const when = whenOf(locale, iso, now);
  return locale.t(`time.since_${when.context}`, { ...when, context: undefined });
};

/** "vendredi, 18 h 05" for a moment to come: "à 18 h 05" today, "demain, 8 h 50", "24 nov., 8 h 50". */
export function formatAhead(locale: Locale, iso: string, now: number): string {
  const { t } = locale;
  const minutes = Math.max(0, Math.round((Date.parse(iso) - now) / 60_000));
  if (minutes < 1) return t('time.soon');
  if (minutes < 60) return t('time.inMinutes', { count: minutes });
  const days = daysBetween(dayOf(locale, now), dayOf(locale, iso));
  const time = formatTime(locale, iso);
  if (days <= 0) return t('time.at', { time });
  return days === 1 ? t('time.tomorrow', { time }) : formatDateTime(locale, iso, now);
}
