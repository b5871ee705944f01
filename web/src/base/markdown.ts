/* markdown.ts: the part of Markdown that charters and lessons use, read into a tree. Rendering is ui/Markdown.tsx: elements,
 * never HTML text, so nothing written by anyone can become markup or script.
 *
 * Blocks: # headings, paragraphs, - and 1. lists, > quotes, --- rules, pictures. Inline: **strong**, *em*, `code`, [text](address),
 * ![words](address "credit"). What is a picture is one on the server too (src/text/markdown.c): both read test/data/markdown_pictures.tsv. */

export interface TextPicture {
  alt: string;
  url: string;
  credit: string;
}

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | ({ kind: 'picture' } & TextPicture);

export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph' | 'quote'; children: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | ({ kind: 'picture' } & TextPicture)
  | { kind: 'rule' };

// Words and addresses end where another picture begins: a text full of beginnings is read in one go.
const PICTURE = '!\\[((?:(?!!\\[)[^\\]])*)\\]\\(((?:(?!!\\[)[^)\\s])+)(?:\\s+"([^"]*)")?\\s*\\)';
const INLINE = new RegExp(`${PICTURE}|${/\*\*(.+?)\*\*|__(.+?)__|\*([^\s*](?:[^*]*[^\s*])?)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/.source}`);

/** Addresses that a text may lead to: our own pages, the web, mail. Anything else stays text. */
export const safeHref = (href: string) => /^(https?:\/\/|mailto:|\/(?!\/)|#)/i.test(href);

export function parseInline(text: string): Inline[] {
  const out: Inline[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index > 0) out.push({ kind: 'text', text: rest.slice(0, match.index) });
    const [whole, alt, url, credit, stars, lines, em, code, label, href] = match;
    const strong = stars ?? lines;
    if (alt !== undefined && url !== undefined) out.push({ kind: 'picture', alt: alt.trim(), url, credit: (credit ?? '').trim() });
    else if (strong !== undefined) out.push({ kind: 'strong', children: parseInline(strong) });
    else if (em !== undefined) out.push({ kind: 'em', children: parseInline(em) });
    else if (code !== undefined) out.push({ kind: 'code', text: code });
    else if (label !== undefined && href !== undefined && safeHref(href)) out.push({ kind: 'link', href, children: parseInline(label) });
    else out.push({ kind: 'text', text: whole });
    rest = rest.slice(match.index + whole.length);
  }
  if (rest) out.push({ kind: 'text', text: rest });
  return out;
}

/** A paragraph with its pictures out of it: each stands for itself, in its place. */
function apart(children: Inline[]): Block[] {
  const out: Block[] = [];
  let words: Inline[] = [];
  const end = () => {
    if (words.some((node) => node.kind !== 'text' || node.text.trim())) out.push({ kind: 'paragraph', children: words });
    words = [];
  };
  for (const node of children) {
    if (node.kind === 'picture') {
      end();
      out.push(node);
    } else words.push(node);
  }
  end();
  return out;
}

/** A picture as it stands in a text: what it says, untrimmed, from where to where. */
export interface PlacedPicture extends TextPicture {
  from: number;
  to: number;
}

const PARAGRAPH_END = /\n[\n\r]/;

/** The pictures of a text, as the server finds them. */
export function picturesOf(source: string): PlacedPicture[] {
  const out: PlacedPicture[] = [];
  const pattern = new RegExp(PICTURE, 'g');
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [whole, alt = '', url = '', credit = ''] = match;
    if (PARAGRAPH_END.test(whole)) pattern.lastIndex = match.index + 2;
    else out.push({ alt, url, credit, from: match.index, to: match.index + whole.length });
  }
  return out;
}

/** Its Markdown. Signs that would end the words or the credit early become ones that look alike. */
export const pictureText = ({ alt, url, credit }: TextPicture) => {
  const line = (text: string) => text.replace(/[\r\n]+/g, ' ');
  return `![${line(alt).replaceAll('[', '(').replaceAll(']', ')')}](${url}${credit.trim() ? ` "${line(credit).replaceAll('"', '”')}"` : ''})`;
};

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
      const children = parseInline(text.join(' '));
      if (quote) blocks.push({ kind: 'quote', children });
      else blocks.push(...apart(children));
    }
  }
  return blocks;
}
