/* Numbers, dates and times as each language writes them, at the borders of a day. */
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatAgo, formatAhead, formatBytes, formatNumber, formatPercent, formatSigned, formatSince, formatTime, spelled, type Locale } from '../src/base/format.ts';
import en from '../src/i18n/en.json';
import fr from '../src/i18n/fr.json';

let french: Locale;
let english: Locale;
const NOW = Date.parse('2026-11-24T16:40:00Z'); // Tuesday, 17:40 in Paris

beforeAll(async () => {
  const instance = i18next.createInstance();
  await instance.init({ lng: 'fr', resources: { fr: { translation: fr }, en: { translation: en } }, interpolation: { escapeValue: false } });
  french = { language: 'fr', timeZone: 'Europe/Paris', t: instance.getFixedT('fr') };
  english = { language: 'en', timeZone: 'Europe/Paris', t: instance.getFixedT('en') };
});

describe('numbers', () => {
  it('have their language’s marks', () => {
    expect(formatNumber('fr', 31000)).toBe('31\u202f000');
    expect(formatNumber('en', 31000)).toBe('31,000');
    expect(formatPercent('fr', 24)).toBe('24\u202f%');
    expect(formatPercent('en', 61)).toBe('61%');
    expect([formatSigned('en', 5), formatSigned('en', -10), formatSigned('en', 0)]).toEqual(['+5', '−10', '0']);
  });
  it('are words when small', () => {
    expect([spelled(french, 6), spelled(french, 11), spelled(english, 10)]).toEqual(['six', '11', 'ten']);
  });
});

describe('times', () => {
  it('are written 17 h 40 and 17:40', () => {
    expect(formatTime(french, '2026-11-24T16:40:00Z')).toBe('17\u00a0h\u00a040');
    expect(formatTime(french, '2026-11-24T06:05:00Z')).toBe('7\u00a0h\u00a005');
    expect(formatTime(english, '2026-11-24T06:05:00Z')).toBe('07:05');
    expect(formatTime(english, '2026-11-23T23:00:00Z')).toBe('00:00');
  });

  it.each([
    ['2026-11-24T16:39:40Z', 'à l’instant', 'just now'],
    ['2026-11-24T16:28:00Z', 'il y a 12 min', '12 min ago'],
    ['2026-11-24T14:30:00Z', 'il y a 2 h', '2 h ago'],
    ['2026-11-24T06:30:00Z', 'ce matin, 7 h 30', 'this morning, 07:30'],
    ['2026-11-23T16:40:00Z', 'hier, 17 h 40', 'yesterday, 17:40'],
    ['2026-11-23T23:30:00Z', 'ce matin, 0 h 30', 'this morning, 00:30'],
    ['2026-11-20T10:00:00Z', 'vendredi', 'Friday'],
    ['2026-11-10T10:00:00Z', '10 nov.', '10 Nov'],
    ['2025-12-31T10:00:00Z', '31 déc. 2025', '31 Dec 2025'],
  ])('%s is said as one says it', (iso, inFrench, inEnglish) => {
    expect(formatAgo(french, iso, NOW).replaceAll('\u00a0', ' ')).toBe(inFrench);
    expect(formatAgo(english, iso, NOW)).toBe(inEnglish);
  });

  it('stand after "since" and ahead', () => {
    expect(formatSince(french, '2026-11-23T16:40:00Z', NOW).replaceAll('\u00a0', ' ')).toBe('hier, 17 h 40');
    expect(formatSince(french, '2026-11-02T16:40:00Z', NOW)).toBe('le 2 nov.');
    expect(formatAhead(english, '2026-11-24T16:46:00Z', NOW)).toBe('in 6 min');
    expect(formatAhead(english, '2026-11-25T07:50:00Z', NOW)).toBe('tomorrow, 08:50');
  });
});

describe('sizes', () => {
  it('are counted as file managers do', () => {
    const plain = (text: string) => text.replace(/\s/g, ' ');
    expect([89, 2400, 215_000, 2_048_123].map((size) => plain(formatBytes('fr', size)))).toEqual(['89 octets', '2,4 ko', '215 ko', '2 Mo']);
    expect([1, 89, 2400, 215_000].map((size) => plain(formatBytes('en', size)))).toEqual(['1 byte', '89 bytes', '2.4 kB', '215 kB']);
  });
});
