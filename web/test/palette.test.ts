/* Our colour rule against the design's own (data/palettes.json was written by its derive-colours.mjs). */
import { describe, expect, it } from 'vitest';
import { contrast, derivePalette, INK, NIGHT_SUNK, NIGHT_SURFACE, SUNK } from '../src/base/palette.ts';
import palettes from './data/palettes.json';

describe('palette of a company colour', () => {
  it.each(Object.entries(palettes))('%s as the design derives it', (colour, expected) => {
    expect(derivePalette(colour)).toEqual(expected);
  });

  it.each(Object.keys(palettes))('%s is readable', (colour) => {
    const palette = derivePalette(colour);
    const shade = (index: number) => palette.shades[index] ?? INK;
    expect(contrast(shade(6), palette.label)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(palette.text), SUNK)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(palette.dark_text), NIGHT_SUNK)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(palette.dark_fill), NIGHT_SURFACE)).toBeGreaterThanOrEqual(3);
    expect(contrast(shade(palette.dark_fill), palette.dark_label)).toBeGreaterThanOrEqual(4.5);
  });
});
