/* zoned.ts: between moments and the clock on a member's wall, for <input type="datetime-local">, which knows no time zone. */

const parts = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "2026-11-24T17:40" as the clock there shows it; "" for nothing. */
export function toWall(iso: string | null | undefined, timeZone: string): string {
  if (!iso) return '';
  const found: Record<string, string> = {};
  for (const { type, value } of parts(timeZone).formatToParts(new Date(iso))) found[type] = value;
  return `${found.year}-${found.month}-${found.day}T${found.hour}:${found.minute}`;
}

/** The moment when that clock shows it, as ISO; null when it is no time. In the hour that a change to summer time skips, the one after. */
export function fromWall(wall: string, timeZone: string): string | null {
  const wanted = Date.parse(`${wall}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || Number.isNaN(wanted)) return null;
  let at = wanted;
  for (let i = 0; i < 3; i += 1) {
    const off = Date.parse(`${toWall(new Date(at).toISOString(), timeZone)}:00Z`) - wanted;
    if (off === 0) break;
    at -= off;
  }
  return new Date(at).toISOString();
}
