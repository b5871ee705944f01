/* settings.test.ts: every setting of the server has its words in both languages, and a place on the page. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { familyOf, sections } from '../src/rooms/settings/sections.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const table = [...read('../../src/app/company/settings.c').matchAll(/^ {4}(?:OWN_)?(?:LINE|CHOICE|FLAG|NUMBER)\("([^"]+)"/gm)].map((match) => match[1] ?? '');
const own = table.filter((name) => !name.startsWith('network.'));
const at = (texts: unknown, path: string) => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], texts);

describe('settings', () => {
  it('are read from the table of the server', () => {
    expect(table.length).toBeGreaterThan(20);
  });

  it.each(['fr', 'en'])('have a name and an explanation in %s', (language) => {
    const texts: unknown = JSON.parse(read(`../src/i18n/${language}.json`));
    const without = own.flatMap((name) => ['label', 'help'].map((part) => `settings.${part}.${name}`)).filter((key) => typeof at(texts, key) !== 'string');
    expect(without).toEqual([]);
  });

  it('all have their section', () => {
    const homeless = table.filter((name) => !sections.some(({ families }) => families.includes(familyOf(name))));
    expect(homeless).toEqual([]);
  });
});
