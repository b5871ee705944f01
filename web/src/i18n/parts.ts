/* parts.ts: how a catalogue is cut: what the first load needs, and the rooms whose texts come with their pages (vite.config.ts makes
 * `virtual:texts/fr/first` and `…/later` of each file; test/i18n.test.ts watches that the first load asks for no later text). */
export const later = ['accounts', 'acts', 'channels', 'impact', 'import', 'join', 'me', 'people', 'points', 'publish', 'read', 'session', 'settings', 'setup', 'source', 'studio', 'trust', 'welcome'];

export function partOf(texts: Record<string, unknown>, part: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).filter(([room]) => later.includes(room) === (part === 'later')));
}
