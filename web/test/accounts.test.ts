/* What is said of a linked account: whose server, what was granted, what went wrong. */
import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/problem.ts';
import { endsSoon, faultOf, granted, outcomeOf, serverOf } from '../src/rooms/connection/words.ts';

const now = Date.parse('2026-11-30T10:00:00Z');
const in_ = (seconds: number) => new Date(now + seconds * 1000).toISOString();

describe('an account', () => {
  const fault = (slug: string, pointer: string, detail: string) => faultOf(new ApiError(422, slug, '', [{ pointer, detail }]));

  it('is refused beside the field that is wrong', () => {
    expect(fault('invalid', '/server', 'name your Mastodon server')).toMatchObject({ field: 'server', kind: 'required' });
    expect(fault('invalid', '/server', 'not the address of a server, such as mastodon.social')).toMatchObject({ field: 'server', kind: 'address' });
    expect(fault('invalid', '/server', 'only servers that encrypt (https)')).toMatchObject({ kind: 'https' });
    expect(fault('invalid', '/server', 'Mastodon refused: not this one')).toMatchObject({ kind: 'refused', text: 'not this one' });
    expect(fault('peer-busy', '/server', 'Mastodon cannot be reached just now')).toMatchObject({ field: 'server', kind: 'silent' });
    expect(fault('invalid', '/password', 'Bluesky refused: Invalid identifier or password')).toMatchObject({ field: 'password', kind: 'password' });
    expect(fault('invalid', '/identifier', 'Bluesky refused: no such handle')).toMatchObject({ field: 'identifier', kind: 'handle' });
    expect(fault('invalid', '/identifier', 'missing')).toMatchObject({ field: 'identifier', kind: 'required' });
    expect(fault('invalid', '/network', 'unknown network')).toBe(null);
  });

  it('says its server where the handle does not', () => {
    expect(serverOf({ server: 'https://mastodon.social', handle: '@anne@mastodon.social' }, null)).toBe(null);
    expect(serverOf({ server: 'https://social.rivelle.example', handle: '@anne@rivelle.example' }, null)).toBe('social.rivelle.example');
    expect(serverOf({ server: 'https://bsky.social', handle: '@anne.bsky.social' }, 'https://bsky.social')).toBe(null);
  });

  it('tells how it went, what was granted, and when it ends', () => {
    expect(outcomeOf({ denied: 'mastodon' })).toEqual({ outcome: 'denied', network: 'mastodon' });
    expect(outcomeOf({})).toBe(null);
    expect(granted(['read:accounts', 'write:statuses', 'admin:read'])).toEqual({ words: ['readAccounts', 'writeStatuses'], unknown: ['admin:read'] });
    expect(granted(['atproto', 'repo?collection=app.bsky.feed.post&collection=app.bsky.feed.like&action=create', 'blob:image/*'])).toEqual({
      words: ['readAccounts', 'writeStatuses', 'writeLikes', 'writeMedia'],
      unknown: [],
    });
    expect(endsSoon({ expires_at: in_(86_400) }, now)).toBe(true);
    expect(endsSoon({ expires_at: in_(30 * 86_400) }, now)).toBe(false);
    expect(endsSoon({ expires_at: null }, now)).toBe(false);
  });
});
