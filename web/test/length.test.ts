/* The count under the text field is the server's count. data/lengths.json was written by `portevoix text length`; with the
 * program at hand (PV_BIN, or build/portevoix) some thousand made-up texts are compared as well. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { textLength, type Limits } from '../src/base/length.ts';
import { asciiTlds, wideTlds } from '../src/base/xTlds.ts';
import lengths from './data/lengths.json';

const limits: Record<string, Limits> = {
  linkedin: { unit: 'utf16', max: 3000, max_bytes: 0, url_length: 0 },
  x: { unit: 'weighted', max: 280, max_bytes: 0, url_length: 23 },
  bluesky: { unit: 'grapheme', max: 300, max_bytes: 3000, url_length: 0 },
  threads: { unit: 'threads', max: 500, max_bytes: 0, url_length: 0 },
};
const countOf = (network: string, text: string) => textLength(limits[network] as Limits, text);
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('length of a text', () => {
  it.each(lengths)('$network: $text', ({ network, text, length, valid }) => {
    expect(countOf(network, text)).toEqual({ length, valid });
  });

  it.each([
    ['voir https://example.com/a/very/long/path', 5 + 23],
    ['bonjour @camille@social.example', 16],
    ['example.com is no link there', 28],
    ['👩‍👩‍👧 été', 5],
  ])('mastodon: %s', (text, length) => {
    expect(textLength({ unit: 'grapheme', max: 500, max_bytes: 0, url_length: 23 }, text)).toEqual({ length, valid: true });
  });

  it('knows the same top-level domains as the server', () => {
    const source = readFileSync(root('src/text/tld.c'), 'utf8');
    const words = (name: string) => {
      const table = source.slice(source.indexOf(`static const char ${name}[] =`));
      return [...table.slice(0, table.indexOf(';')).matchAll(/"([^"]*)"/g)].map((match) => match[1]).join('').trim().split(' ');
    };
    expect([...asciiTlds]).toEqual(words('ascii_tlds'));
    expect(wideTlds).toEqual(words('unicode_tlds'));
  });

  const program = process.env.PV_BIN ?? root('build/portevoix');
  it.skipIf(!existsSync(program))('equals the program on made-up texts', () => {
    const pieces = lengths.map((item) => item.text).concat([' ', '. ', '\n', '(', ')', '@', '#', '-', '_', '/', ':8080', '🫶🏽', 'Ａ', '\u200d', 'http://']);
    let seed = 11;
    const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
    const texts = Array.from({ length: 3000 }, () => Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)]).join(''));
    for (const network of Object.keys(limits)) {
      const run = spawnSync(program, ['text', 'length', '--network', network, '--jsonl'], {
        input: texts.map((text) => JSON.stringify({ text })).join('\n') + '\n',
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      const lines = run.stdout.trim().split('\n').map((line) => JSON.parse(line) as { length: number; valid: boolean });
      expect(lines.length).toBe(texts.length);
      texts.forEach((text, index) => {
        const { length, valid } = lines[index] as { length: number; valid: boolean };
        expect({ text, ...countOf(network, text) }).toEqual({ text, length, valid });
      });
    }
  });
});
