/* Stored text becomes elements, never markup. */
import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, safeHref } from '../src/base/markdown.ts';

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
