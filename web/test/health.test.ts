import { describe, expect, it } from 'vitest';
import type { Source } from '../src/api/types.ts';
import en from '../src/i18n/en.json';
import { healthOf, pushOf, wantsAddress } from '../src/rooms/source/health.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const before = (days: number) => new Date(now - days * 86_400_000).toISOString();
const source = (over: Partial<Source>): Source =>
  ({ status: 'active', error: null, moved_to: null, last_ok_at: before(0), last_item_at: before(1), last_poll_at: before(0), ...over }) as Source;
const failing = (code: string, count = 1) => source({ error: { code, detail: 'x', count } });

describe('how a source is doing', () => {
  it.each([
    ['publishes', source({}), 'fresh', 'well', 'ok'],
    ['has a quiet month', source({ last_item_at: before(30) }), 'quiet', 'well', 'quiet'],
    ['has been silent for long', source({ last_item_at: before(120) }), 'silent', 'well', 'quiet'],
    ['has no entry', source({ last_item_at: null }), 'empty', 'well', 'quiet'],
    ['was never read', source({ last_ok_at: null, last_item_at: null }), 'first', 'well', 'quiet'],
    ['moves', source({ moved_to: 'https://new.example/feed' }), 'moved', 'trying', 'warn'],
    ['was paused, whatever its trouble', { ...failing('timeout', 3), status: 'paused' } as Source, 'paused', 'paused', 'quiet'],
    ['is gone', { ...failing('gone'), status: 'gone' } as Source, 'gone', 'attention', 'danger'],
    ['is slow once', failing('timeout'), 'timeout', 'trying', 'warn'],
    ['is slow for a day', failing('timeout', 8), 'timeout', 'attention', 'danger'],
    ['asks to wait', failing('busy', 2), 'busy', 'trying', 'warn'],
    ['has lost its page', failing('not_found'), 'not_found', 'attention', 'danger'],
    ['became a page', failing('not_a_feed'), 'not_a_feed', 'attention', 'danger'],
    ['refuses us', failing('forbidden'), 'forbidden', 'attention', 'danger'],
    ['fails in a way of tomorrow', failing('teapot'), 'http_error', 'trying', 'warn'],
  ])('%s', (_, given, state, group, tone) => expect(healthOf(given, now)).toEqual({ state, group, tone }));

  it('has words for each state', () => {
    const words = Object.keys(en.source.state).sort();
    const known = ['account_gone', 'account_hidden', 'account_moved', 'account_not_found', 'account_shut', 'account_suspended', 'busy', 'empty', 'first', 'forbidden', 'fresh', 'gone', 'http_error', 'moved', 'not_a_feed', 'not_found', 'paused', 'quiet', 'refused', 'server_error', 'silent', 'timeout', 'unreachable', 'unusable'];
    expect(words).toEqual(known);
  });

  it('asks for another address only where that is the way out', () => {
    expect(wantsAddress('not_found')).toBe(true);
    expect(wantsAddress('timeout')).toBe(false);
  });

  it('tells of the hub only what the server told', () => {
    expect(pushOf(source({}))).toBeNull();
    expect(pushOf({ ...source({}), push: { state: 'active' } } as unknown as Source)).toBe('on');
    expect(pushOf({ ...source({}), push: { state: 'asking' } } as unknown as Source)).toBe('asked');
    for (const state of ['silent', 'denied', 'failed']) expect(pushOf({ ...source({}), push: { state } } as unknown as Source)).toBe('off');
    expect(pushOf({ ...source({}), push: null } as unknown as Source)).toBeNull();
    expect(pushOf({ ...source({}), push: { state: 'something new' } } as unknown as Source)).toBeNull();
  });
});
