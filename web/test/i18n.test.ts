import { later } from '../src/i18n/parts.ts';
/* Both catalogues say everything, with the same placeholders, in finished typography; and every key is used. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en.json';
import fr from '../src/i18n/fr.json';
import { english, french } from '../tools/typography.mjs';

type Node = string | Node[] | { [key: string]: Node };

function flat(node: Node, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  const entries = Array.isArray(node) ? node.map((item, index) => [String(index), item] as const) : Object.entries(node);
  return new Map(entries.flatMap(([key, value]) => [...flat(value, path ? `${path}.${key}` : key)]));
}

const french_ = flat(fr);
const english_ = flat(en);
const PLURAL = /_(?:ordinal_)?(?:zero|one|two|few|many|other)$/;
const stems = (catalogue: Map<string, string>) => new Set([...catalogue.keys()].map((key) => key.replace(PLURAL, '')));
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const tags = (text: string) => [...text.matchAll(/<\/?\w+>/g)].map((match) => match[0]).sort();

describe('catalogues', () => {
  it('have the same keys', () => {
    expect([...stems(french_)].sort()).toEqual([...stems(english_)].sort());
  });

  it('have every plural form their language needs', () => {
    const missing: string[] = [];
    for (const [language, catalogue] of [['fr', french_], ['en', english_]] as const) {
      for (const key of catalogue.keys()) {
        const stem = key.replace(PLURAL, '');
        if (stem === key) continue;
        const ordinal = key.includes('_ordinal_');
        const needed = new Intl.PluralRules(language, { type: ordinal ? 'ordinal' : 'cardinal' }).resolvedOptions().pluralCategories;
        for (const form of needed) {
          // "many" is for millions in French.
          const name = `${stem}_${ordinal ? 'ordinal_' : ''}${form}`;
          if (form !== 'many' && !catalogue.has(name)) missing.push(`${language}: ${name}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  it('have the same placeholders and marks', () => {
    for (const [key, text] of english_) {
      const other = french_.get(key);
      if (other === undefined) continue;
      // A count may be spelled out in a singular ("one post").
      const free = PLURAL.test(key) ? ['count', 'n'] : [];
      const of = (value: string) => placeholders(value).filter((name) => !free.includes(name ?? ''));
      expect({ key, found: of(other) }).toEqual({ key, found: of(text) });
      expect({ key, found: tags(other) }).toEqual({ key, found: tags(text) });
    }
  });

  it('are set as their language is set', () => {
    for (const [key, text] of french_) expect({ key, text }).toEqual({ key, text: french(text) });
    for (const [key, text] of english_) expect({ key, text }).toEqual({ key, text: english(text) });
  });

  it('never shout, and never leave a text empty', () => {
    for (const [key, text] of [...french_, ...english_]) {
      expect({ key, loud: /!/.test(text), empty: text.trim() === '' }).toEqual({ key, loud: false, empty: false });
    }
  });
});

describe('keys', () => {
  const src = fileURLToPath(new URL('../src', import.meta.url));
  const files = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? files(path) : /\.tsx?$/.test(name) ? [path] : [];
    });
  const code = files(src).map((file) => readFileSync(file, 'utf8')).join('\n');
  const stem = (key: string) => key.replace(PLURAL, '').replace(/_(?:month|quarter|year|morning|today|yesterday|weekday|date|email|copy|sent)$/, '');

  // Keys put together in the code, t(`impact.evidence.${…}`): as patterns.
  const built = [...code.matchAll(/`([\w.]+\.[\w.]*\$\{[^`]*)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? '').replace(/\$\{[^}]*\}/g, '\u0000').replaceAll('.', '\\.').replaceAll('\u0000', '[\\w.]+')}$`),
  );

  it('of the catalogue are used in the code', () => {
    const unused = [...english_.keys()].filter((full) => {
      const key = full.replace(/\.\d+$/, '');
      const plain = key.replace(PLURAL, '');
      return ![key, plain, stem(key)].some((name) => code.includes(`'${name}'`) || built.some((pattern) => pattern.test(name)));
    });
    expect(unused).toEqual([]);
  });

  it('of the first load are in the part that comes with it', () => {
    const first = ['api', 'base', 'shell', 'ui', 'rooms/charter', 'rooms/home', 'rooms/share'].flatMap((folder) => files(join(src, folder)));
    const asked = first.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*(?:[^'`)]*\?\s*)?['`](\w+)\./g)].map((match) => ({ file, room: match[1] ?? '' })));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(({ room }) => later.includes(room))).toEqual([]);
  });
});
