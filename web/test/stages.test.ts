/* Where a share through a linked account stands, when it is asked for again, and which moments it takes. */
import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/problem.ts';
import { lookAgain, momentFault, momentOf, momentRefused, stageOf } from '../src/rooms/publish/stages.ts';
import type { Share } from '../src/api/types.ts';

const now = Date.parse('2026-11-30T10:00:00Z');
const in_ = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const share = (over: Partial<Share>) => ({ status: 'scheduled' as const, fault: null, created_at: in_(-3600), due_at: in_(0), ...over });

describe('a share through an account', () => {
  it.each([
    ['on its way as soon as its moment is there', {}, 'going'],
    ['waits for its moment', { due_at: in_(60) }, 'waiting'],
    ['sent at once is on its way, although this clock is behind', { created_at: in_(90), due_at: in_(90) }, 'going'],
    ['is being sent', { status: 'sending' as const }, 'going'],
    ['is tried again', { fault: 'retry' }, 'later'],
    ['waits for the account', { fault: 'reauth', due_at: in_(60) }, 'reauth'],
    ['may be out', { status: 'unknown' as const, fault: 'unsure' }, 'unsure'],
    ['is out', { status: 'published' as const }, 'out'],
    ['was taken back', { status: 'retracted' as const }, 'taken'],
    ['was taken back but stands', { status: 'retracted' as const, fault: 'not_removed' }, 'stands'],
    ['failed', { status: 'failed' as const, fault: 'invalid' }, 'failed'],
    ['was cancelled', { status: 'cancelled' as const, fault: 'missed' }, 'cancelled'],
  ])('%s', (_, over, stage) => {
    expect(stageOf(share(over), now)).toBe(stage);
  });

  it('is asked for every second at first, then less, and no more once it is settled', () => {
    expect(lookAgain(share({}), now)).toBe(1000);
    expect(lookAgain(share({ due_at: in_(-30) }), now)).toBe(3000);
    expect(lookAgain(share({ due_at: in_(-600) }), now)).toBe(10_000);
    expect(lookAgain(share({ due_at: in_(60) }), now)).toBe(60_500);
    expect(lookAgain(share({ due_at: in_(86_400) }), now)).toBe(300_000);
    for (const status of ['published', 'failed', 'cancelled', 'retracted'] as const) expect(lookAgain(share({ status }), now)).toBe(false);
  });
});

describe('a moment', () => {
  it('is ahead, and at most a month', () => {
    expect(momentFault(null, now)).toBe('none');
    expect(momentFault(in_(-1), now)).toBe('past');
    expect(momentFault(in_(31 * 86_400), now)).toBe(null);
    expect(momentFault(in_(31 * 86_400 + 60), now)).toBe('far');
  });

  it('is the one that was chosen', () => {
    expect(momentOf({ kind: 'now' }, in_(60), 'Europe/Paris')).toBe(null);
    expect(momentOf({ kind: 'best' }, in_(60), 'Europe/Paris')).toBe(in_(60));
    expect(momentOf({ kind: 'pick', wall: '2026-12-01T08:50' }, null, 'Europe/Paris')).toBe('2026-12-01T07:50:00.000Z');
    expect(momentOf({ kind: 'pick', wall: '' }, in_(60), 'Europe/Paris')).toBe(null);
  });

  it('is refused with a reason', () => {
    const why = (slug: string, pointer = '', detail = '') => momentRefused(new ApiError(422, slug, '', [{ pointer, detail }]));
    expect(why('invalid', '/at', 'this moment is over')).toBe('past');
    expect(why('invalid', '/at', 'more than 31 days ahead')).toBe('far');
    expect(why('invalid', '/at', 'another share of yours goes out within 30 minutes of it')).toBe('near');
    expect(why('network-cap', '/network')).toBe('network');
    expect(why('day-cap')).toBe('day');
    expect(why('invalid', '/text', 'longer')).toBe(null);
  });
});
