/* Stored text becomes elements, never markup. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, picturesOf, pictureText, safeHref } from '../src/base/markdown.ts';

describe('markdown', () => {
  it('reads the blocks of a charter', () => {
    const blocks = parseMarkdown('# Title\n\nOne **two** *three*\nfour\n\n1. a\n2. b\n   more\n\n- x\n- y\n\n> said\n\n---\n');
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'quote', 'rule']);
    expect(blocks[2]).toEqual({ kind: 'list', ordered: true, items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b more' }]] });
  });

  it('keeps markup as text', () => {
    expect(parseInline('<script>alert(1)</script>')).toEqual([{ kind: 'text', text: '<script>alert(1)</script>' }]);
  });

  it('links only where a text may lead', () => {
    expect(['https://a.example', 'mailto:a@b.example', '/trust', '#x'].every(safeHref)).toBe(true);
    expect(['javascript:alert(1)', '//evil.example', 'data:text/html,x', 'JaVaScRiPt:x'].some(safeHref)).toBe(false);
    expect(parseInline('[x](javascript:alert(1))')[0]?.kind).toBe('text');
  });

  it('ends on unfinished marks', () => {
    expect(parseInline('a * b ** c `d [e](')).toEqual([{ kind: 'text', text: 'a * b ** c `d [e](' }]);
  });
});

describe('pictures of a text', () => {
  const cases = readFileSync(fileURLToPath(new URL('../../test/data/markdown_pictures.tsv', import.meta.url)), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t').map((cell) => cell.replaceAll('\\n', '\n')) as [string, string]);
  const said = (list: { alt: string; url: string; credit: string }[]) => list.map(({ alt, url, credit }) => `${alt.trim()}|${url}|${credit.trim()}`.replaceAll('\n', ' ')).join(';');

  it.each(cases)('%j: as the server finds them', (text, want) => {
    expect(said(picturesOf(text))).toBe(want);
  });

  it.each(cases)('%j: as they are shown', (text, want) => {
    const walk = (node: unknown): { alt: string; url: string; credit: string }[] => {
      if (Array.isArray(node)) return node.flatMap(walk);
      if (typeof node !== 'object' || node === null) return [];
      const one = node as { kind?: string; children?: unknown; items?: unknown };
      return one.kind === 'picture' ? [node as { alt: string; url: string; credit: string }] : [...walk(one.children), ...walk(one.items)];
    };
    // What the server finds is what is shown, or more: nothing is shown that it does not know of.
    for (const shown of said(walk(parseMarkdown(text))).split(';')) expect(`${want};`).toContain(shown);
  });

  it('stand for themselves, in their place', () => {
    expect(parseMarkdown('Before ![a](/x "c") after').map(({ kind }) => kind)).toEqual(['paragraph', 'picture', 'paragraph']);
    expect(parseMarkdown('![a](/x)\n\n- b ![c](/y)').map(({ kind }) => kind)).toEqual(['picture', 'list']);
  });

  it('are written so that they are read again', () => {
    const one = { alt: 'a [b] "c"\nd', url: '/x', credit: 'Photo "Zoé"\nmai' };
    expect(picturesOf(pictureText(one))).toMatchObject([{ alt: 'a (b) "c" d', url: '/x', credit: 'Photo ”Zoé” mai' }]);
    expect(pictureText({ alt: '', url: '/x', credit: ' ' })).toBe('![](/x)');
  });
});
