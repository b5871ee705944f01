import { describe, expect, it } from 'vitest';
import type { Post, PostCounts } from '../src/api/types.ts';
import { mixWith, percentOf, roomLeft } from '../src/rooms/studio/mix.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const post = (over: Partial<Post>) => ({ status: 'pending', promotional: false, published_at: null, ...over }) as Post;
const mix = (promotional: number, total: number): PostCounts['mix'] => ({ promotional, total, percent: 0, days: 30, ceiling: 30, over: false });

describe('the share of promotional posts', () => {
  it.each([
    [0, 0, 0],
    [1, 3, 33],
    [2, 3, 67],
    [7, 29, 24],
  ])('%i of %i is %i %%', (promotional, total, percent) => expect(percentOf({ promotional, total })).toBe(percent));

  it('counts an item of the inbox as one more', () => {
    expect(mixWith(mix(2, 9), post({}), true)).toEqual({ promotional: 3, total: 10 });
    expect(mixWith(mix(2, 9), post({ promotional: true }), false)).toEqual({ promotional: 2, total: 10 });
  });

  it('does not count a published post twice, and follows its switch', () => {
    const out = post({ status: 'published', promotional: true, published_at: ago(3) } as Partial<Post>);
    expect(mixWith(mix(2, 9), out, true)).toEqual({ promotional: 2, total: 9 });
    expect(mixWith(mix(2, 9), out, false)).toEqual({ promotional: 1, total: 9 });
  });

  it('takes a post that was published before the window as a new one', () => {
    const old = post({ status: 'published', promotional: true, published_at: ago(31) } as Partial<Post>);
    expect(mixWith(mix(2, 9), old, true)).toEqual({ promotional: 3, total: 10 });
  });
});

describe('room under the ceiling', () => {
  it.each([
    [0, 0, 30, 0],
    [2, 10, 30, 1],
    [3, 10, 30, 0],
    [4, 10, 30, -1],
    [0, 7, 30, 3],
    [1, 100, 50, 98],
  ])('%i of %i under %i %% leaves %i', (promotional, total, ceiling, left) => expect(roomLeft({ promotional, total }, ceiling)).toBe(left));

  it('never promises a post that would pass the ceiling', () => {
    for (let total = 1; total < 60; total++) {
      for (let promotional = 0; promotional <= total; promotional++) {
        const left = roomLeft({ promotional, total }, 30);
        if (left < 0) expect(promotional / total).toBeGreaterThan(0.3);
        else {
          expect((promotional + left) / (total + left)).toBeLessThanOrEqual(0.3 + 1e-9);
          expect((promotional + left + 1) / (total + left + 1)).toBeGreaterThan(0.3 - 1e-9);
        }
      }
    }
  });
});
