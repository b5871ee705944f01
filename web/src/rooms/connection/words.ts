/* words.ts: what the server and the networks say of an account, as catalogue keys. Pure. */
import type { ApiError } from '../../api/problem.ts';
import type { Connection } from '../../api/types.ts';

export const outcomes = ['linked', 'denied', 'stale', 'busy', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** ?linked=mastodon: how it went, and where. */
export function outcomeOf(search: Partial<Record<Outcome, string>>): { outcome: Outcome; network: string } | null {
  for (const outcome of outcomes) {
    const network = search[outcome];
    if (network) return { outcome, network };
  }
  return null;
}

const scopes = {
  'read:accounts': 'readAccounts',
  'read:statuses': 'readStatuses',
  'read:search': 'readSearch',
  'write:statuses': 'writeStatuses',
  'write:media': 'writeMedia',
  'write:favourites': 'writeFavourites',
  atproto: 'readAccounts',
  'blob:image/*': 'writeMedia',
} as const;
export type ScopeWord = (typeof scopes)[keyof typeof scopes] | 'writeLikes';

/** What a scope allows; none for one that we do not know: it is shown as it is. */
function wordsOf(scope: string): ScopeWord[] {
  if (scope in scopes) return [scopes[scope as keyof typeof scopes]];
  if (!/^repo[?:]/.test(scope)) return [];
  // Of Bluesky: which kinds of records may be made and deleted.
  const found: ScopeWord[] = [];
  if (/app\.bsky\.feed\.post\b/.test(scope)) found.push('writeStatuses');
  if (/app\.bsky\.feed\.(?:like|repost)\b/.test(scope)) found.push('writeLikes');
  return found;
}

/** All that was granted, each once, in the order of the network; what we have no words for as it is. */
export function granted(list: string[]): { words: ScopeWord[]; unknown: string[] } {
  const words = new Set(list.flatMap(wordsOf));
  return { words: [...words], unknown: list.filter((scope) => wordsOf(scope).length === 0) };
}

export type Field = 'server' | 'identifier' | 'password';
export interface Fault {
  field: Field;
  kind: 'required' | 'address' | 'https' | 'silent' | 'refused' | 'password' | 'handle';
  /** In the server's words. */
  text: string;
}

/** What is wrong with which field of the form; null: something else. */
export function faultOf(problem: ApiError): Fault | null {
  for (const { pointer, detail } of problem.errors) {
    const field = pointer.slice(1);
    if (field !== 'server' && field !== 'identifier' && field !== 'password') continue;
    const text = /refused: (.*)$/s.exec(detail)?.[1]?.trim() ?? '';
    if (problem.slug === 'peer-busy') return { field: 'server', kind: 'silent', text };
    if (/^name your|^missing/.test(detail)) return { field, kind: 'required', text };
    if (/encrypt/.test(detail)) return { field, kind: 'https', text };
    if (field === 'identifier') return { field, kind: 'handle', text };
    if (field === 'password') return { field, kind: 'password', text };
    if (text) return { field, kind: 'refused', text };
    return { field, kind: 'address', text };
  }
  return problem.slug === 'peer-busy' || problem.slug === 'peer' ? { field: 'server', kind: 'silent', text: '' } : null;
}

/** The host of a server, where the handle does not name it and it is not the network's own. */
export function serverOf(account: Pick<Connection, 'server' | 'handle'>, home: string | null | undefined): string | null {
  const host = account.server.replace(/^https?:\/\//, '');
  return account.server === home || account.handle.endsWith(`@${host}`) ? null : host;
}

const SOON_MS = 7 * 86_400_000;
/** Near enough to be said. */
export const endsSoon = (account: Pick<Connection, 'expires_at'>, now: number) => Boolean(account.expires_at && Date.parse(account.expires_at) - now < SOON_MS);
