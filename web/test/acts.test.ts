/* What was done with the company's own post at its network, what may be pressed there, and why something was refused. */
import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/problem.ts';
import type { ActPlace } from '../src/api/types.ts';
import { actFault, wayOf, withAct } from '../src/rooms/act/words.ts';

const place = (over: Partial<ActPlace> = {}): ActPlace => ({
  network: 'mastodon', title: 'Mastodon', url: 'https://social.example/@acme/1', can: ['like', 'repost'], done: [], linked: true, works: true, ...over,
});

describe('an act', () => {
  it('is done once, at its own network, and leaves the other alone', () => {
    const places = [place({ done: ['repost'] }), place({ network: 'bluesky' })];
    const liked = withAct(places, 'mastodon', 'like', true);
    expect(liked.map(({ done }) => done)).toEqual([['repost', 'like'], []]);
    expect(withAct(liked, 'mastodon', 'like', true)).toEqual(liked);
    expect(withAct(liked, 'mastodon', 'like', false).map(({ done }) => done)).toEqual([['repost'], []]);
    expect(places[0]?.done).toEqual(['repost']);
  });

  it.each([
    ['press', {}, true],
    ['link', { linked: false, works: false }, true],
    ['again', { works: false }, true],
    ['look', {}, false],
    ['look', { can: [], linked: false, works: false }, true],
  ] as const)('%s', (way, over, ambassador) => {
    expect(wayOf({ ...place(), ...over, can: 'can' in over ? [...over.can] : place().can }, ambassador)).toBe(way);
  });

  it.each([
    ['the network’s own words', new ApiError(422, 'invalid', 'x', [{ pointer: '/network', detail: 'Mastodon refused: Record not\nfound ' }]), { kind: 'refused', said: 'Record not\nfound' }],
    ['a network that takes none', new ApiError(422, 'invalid', 'x', [{ pointer: '/network', detail: 'LinkedIn takes none through an account' }]), { kind: 'other', said: '' }],
    ['without words', new ApiError(502, 'peer', 'bad gateway'), { kind: 'refused', said: '' }],
    ['busy', new ApiError(503, 'peer-busy', ''), { kind: 'busy', said: '' }],
    ['no network here', new ApiError(0, 'offline', ''), { kind: 'busy', said: '' }],
    ['not there any more', new ApiError(410, 'gone', ''), { kind: 'gone', said: '' }],
    ['the account is lost', new ApiError(409, 'state', ''), { kind: 'state', said: '' }],
    ['left the programme', new ApiError(403, 'not-ambassador', ''), { kind: 'other', said: '' }],
  ])('refused: %s', (_, problem, fault) => {
    expect(actFault(problem)).toEqual(fault);
  });
});
