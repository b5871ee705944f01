/* health.ts: how a source is doing, from what the server knows of it. One state, one of four groups; the words are in the catalogue
 * (source.state). */
import type { Source } from '../../api/types.ts';

export type State =
  | 'fresh' | 'quiet' | 'silent' | 'empty' | 'first' | 'paused' | 'moved'
  | 'refused' | 'unreachable' | 'timeout' | 'unusable' | 'not_a_feed' | 'forbidden' | 'not_found' | 'gone' | 'busy' | 'server_error' | 'http_error'
  | 'account_not_found' | 'account_moved' | 'account_suspended' | 'account_hidden' | 'account_shut' | 'account_gone';
export type Group = 'attention' | 'trying' | 'well' | 'paused';
export const groups: Group[] = ['attention', 'trying', 'well', 'paused'];

const DAY_MS = 86_400_000;
/** Newer than this is fresh, older than the second is a silence worth a word. */
const FRESH_MS = 7 * DAY_MS;
const SILENT_MS = 90 * DAY_MS;
/** A trouble that passes by itself is shown as one from this many failures in a row: with the server's back-off, about a day. */
const LASTS = 8;

const passing: State[] = ['unreachable', 'timeout', 'unusable', 'busy', 'server_error', 'http_error'];
const lasting: State[] = ['refused', 'not_a_feed', 'forbidden', 'not_found', 'gone', 'account_not_found', 'account_moved', 'account_suspended', 'account_hidden', 'account_shut'];

export interface Health {
  state: State;
  group: Group;
  tone: 'ok' | 'warn' | 'danger' | 'quiet';
}

function troubleOf({ kind }: Source, code: string): State {
  if (kind === 'account' && code === 'forbidden') return 'account_shut';
  return [...passing, ...lasting].find((state) => state === code) ?? 'http_error';
}

function readingOf(source: Source, now: number): State {
  if (source.moved_to) return 'moved';
  if (!source.last_ok_at) return 'first';
  if (!source.last_item_at) return 'empty';
  const age = now - Date.parse(source.last_item_at);
  return age < FRESH_MS ? 'fresh' : age < SILENT_MS ? 'quiet' : 'silent';
}

export function healthOf(source: Source, now: number): Health {
  if (source.status === 'paused') return { state: 'paused', group: 'paused', tone: 'quiet' };
  if (source.status === 'gone') return { state: source.kind === 'account' ? 'account_gone' : 'gone', group: 'attention', tone: 'danger' };
  if (source.error) {
    const state = troubleOf(source, source.error.code);
    if (lasting.includes(state)) return { state, group: 'attention', tone: 'danger' };
    return source.error.count >= LASTS ? { state, group: 'attention', tone: 'danger' } : { state, group: 'trying', tone: 'warn' };
  }
  const state = readingOf(source, now);
  if (state === 'moved') return { state, group: 'trying', tone: 'warn' };
  return { state, group: 'well', tone: state === 'fresh' ? 'ok' : 'quiet' };
}

/** States whose way out is another address. */
const astray: State[] = ['not_found', 'not_a_feed', 'gone', 'refused', 'moved', 'account_not_found', 'account_moved', 'account_gone', 'account_shut'];
export const wantsAddress = (state: State) => astray.includes(state);

export type Push = 'on' | 'asked' | 'off';

/** Whether a hub announces new entries (WebSub), if the server tells at all. */
export function pushOf(source: Source): Push | null {
  const push = (source as { push?: unknown }).push;
  const state = typeof push === 'object' && push !== null ? (push as Record<string, unknown>).state : undefined;
  if (state === 'active') return 'on';
  if (state === 'asking') return 'asked';
  return state === 'silent' || state === 'denied' || state === 'failed' ? 'off' : null;
}
