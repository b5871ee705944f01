/* Blanks of a caption: found, filled, walked through. */
import { describe, expect, it } from 'vitest';
import { blanksOf, fill, filledOf, nextBlank } from '../src/rooms/share/blanks.ts';

describe('blanks', () => {
  it.each([
    ['', []],
    ['a __ b', []],
    ['a ___ b', [{ start: 2, end: 5 }]],
    ['____ et _____', [{ start: 0, end: 4 }, { start: 8, end: 13 }]],
  ])('of %j', (text, spans) => {
    expect(blanksOf(text)).toEqual(spans);
  });

  it.each([
    ['A ____ B', 'A c d B', ['c d']],
    ['A ____', 'A b', ['b']],
    ['____ et ___', 'moi et toi', ['moi', 'toi']],
    ['A ____ B', 'C c B', []],
    ['A ____ B', 'A B', []],
    ['no blank', 'no blank', []],
  ])('filled in %j by %j', (caption, text, words) => {
    expect(filledOf(caption, text).map(({ start, end }) => text.slice(start, end))).toEqual(words);
  });

  it('are filled one by one', () => {
    expect(fill('A ____ B ___ C', ['x', ''])).toBe('A x B ____ C');
    expect(fill('A ____', ['y'])).toBe('A y');
    expect(fill('nothing', [])).toBe('nothing');
  });

  it('are walked through by Tab, and left', () => {
    const text = 'a ____ b ____ c';
    expect(nextBlank(text, 0, false)).toEqual({ start: 2, end: 6 });
    expect(nextBlank(text, 6, false)).toEqual({ start: 9, end: 13 });
    expect(nextBlank(text, 13, false)).toBeUndefined();
    expect(nextBlank(text, 9, true)).toEqual({ start: 2, end: 6 });
    expect(nextBlank(text, 2, true)).toBeUndefined();
  });
});
