/* zones.ts: the time zones the browser knows, by their IANA names. */

/** All names, with `current` among them even when the browser does not list it. */
export function timeZones(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(current) || !current ? known : [current, ...known];
}
