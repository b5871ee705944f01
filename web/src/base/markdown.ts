/* markdown.ts: the part of Markdown that charters and lessons use, read into a tree. Rendering is ui/Markdown.tsx: elements,
 * never HTML text, so nothing written by anyone can become markup or script.
 *
 * Blocks: # headings, paragraphs, - and 1. lists, > quotes, --- rules. Inline: **strong**, *em*, `code`, [text](address). */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] };

export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph' | 'quote'; children: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'rule' };

const INLINE = /\*\*(.+?)\*\*|__(.+?)__|\*([^\s*](?:[^*]*[^\s*])?)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/;

/** Addresses that a text may lead to: our own pages, the web, mail. Anything else stays text. */
export const safeHref = (href: string) => /^(https?:\/\/|mailto:|\/(?!\/)|#)/i.test(href);

export function parseInline(text: string): Inline[] {
  const out: Inline[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index > 0) out.push({ kind: 'text', text: rest.slice(0, match.index) });
    const [whole, stars, lines, em, code, label, href] = match;
    const strong = stars ?? lines;
    if (strong !== undefined) out.push({ kind: 'strong', children: parseInline(strong) });
    else if (em !== undefined) out.push({ kind: 'em', children: parseInline(em) });
    else if (code !== undefined) out.push({ kind: 'code', text: code });
    else if (label !== undefined && href !== undefined && safeHref(href)) out.push({ kind: 'link', href, children: parseInline(label) });
    else out.push({ kind: 'text', text: whole });
    rest = rest.slice(match.index + whole.length);
  }
  if (rest) out.push({ kind: 'text', text: rest });
  return out;
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,3}[.)]\s+(.*)$/;
const QUOTE = /^>\s?(.*)$/;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? '';
    if (!line.trim()) {
      i++;
      continue;
    }
    const heading = HEADING.exec(line);
    if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, children: parseInline(heading[2] ?? '') });
      i++;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      blocks.push({ kind: 'rule' });
      i++;
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const ordered = NUMBER.test(line);
      const items: string[] = [];
      for (; i < lines.length; i++) {
        const item = (ordered ? NUMBER : BULLET).exec(lines[i] ?? '');
        if (item) items.push(item[1] ?? '');
        else if (/^\s{2,}\S/.test(lines[i] ?? '') && items.length > 0) items[items.length - 1] += ` ${(lines[i] ?? '').trim()}`;
        else break;
      }
      blocks.push({ kind: 'list', ordered, items: items.map(parseInline) });
    } else {
      const quote = QUOTE.test(line);
      const text: string[] = [];
      for (; i < lines.length; i++) {
        const next = lines[i] ?? '';
        if (!next.trim() || HEADING.test(next) || (!quote && (BULLET.test(next) || NUMBER.test(next))) || QUOTE.test(next) !== quote) break;
        text.push(quote ? (QUOTE.exec(next)?.[1] ?? '') : next.trim());
      }
      blocks.push({ kind: quote ? 'quote' : 'paragraph', children: parseInline(text.join(' ')) });
    }
  }
  return blocks;
}
