/* length.ts: how long a text is to a network, as the server counts it (src/text/length.c).
 *
 * LinkedIn counts UTF-16 units; Bluesky grapheme clusters, and bytes beside them; X weighs code points and counts every
 * link as 23 (twitter-text 3). The number under the text field must be the number the server checks: test/length.test.ts
 * compares with `portevoix text length`. */
import { xEmojiLength } from './xEmoji.ts';
import { xUrls } from './xUrl.ts';

export interface Limits {
  unit: string;
  max: number;
  /** A second limit in UTF-8 bytes (Bluesky). */
  max_bytes?: number | null;
  /** What a link counts as, where it is not its own length. */
  url_length?: number | null;
}

export interface TextLength {
  length: number;
  valid: boolean;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

const light = (c: number) => c <= 4351 || (c >= 8192 && c <= 8205) || (c >= 8208 && c <= 8223) || (c >= 8242 && c <= 8247);

/** parseTweet: every link 23, every emoji sequence 2, the rest by code point. */
function weighted(text: string, urlLength: number): TextLength {
  const t = text.normalize('NFC');
  const links = new Map(xUrls(t).map((span) => [span.start, span.length]));
  let length = 0;
  let valid = true;
  for (let i = 0; i < t.length; ) {
    const link = links.get(i);
    const emoji = xEmojiLength(t, i);
    if (link) {
      length += urlLength;
      i += link;
    } else if (emoji > 0) {
      length += 2;
      i += emoji;
    } else {
      const pair = (t.codePointAt(i) ?? 0) > 0xffff;
      length += pair || !light(t.charCodeAt(i)) ? 2 : 1;
      if (/[\ufffe\ufeff\uffff]/.test(t[i] ?? '')) valid = false;
      i += pair ? 2 : 1;
    }
  }
  return { length, valid: valid && length > 0 };
}

/** Mastodon: each web address as long as `urlLength`, a mention without its host. The server decides on the rarest forms. */
function countable(text: string, urlLength: number): string {
  let out = '';
  let at = 0;
  for (const { start, length } of xUrls(text)) {
    if (!/^https?:\/\//i.test(text.slice(start, start + length))) continue;
    out += text.slice(at, start) + 'x'.repeat(urlLength);
    at = start + length;
  }
  return (out + text.slice(at)).replace(/(?<![=/\p{L}\p{N}_])@(\w+(?:[.-]+\w+)*)@[\p{L}\p{N}_]+(?:[.-]+[\p{L}\p{N}_]+)*/gu, '@$1');
}

/** Threads: characters, an emoji as its UTF-8 bytes. */
const threads = (text: string) =>
  graphemes(text).reduce((n, one) => n + (/\p{Emoji_Presentation}|\ufe0f|\u20e3/u.test(one) ? bytes(one) : [...one].length), 0);

export function textLength(limits: Limits, text: string): TextLength {
  if (limits.unit === 'weighted') {
    const { length, valid } = weighted(text, limits.url_length || 23);
    return { length, valid: valid && length <= limits.max };
  }
  const length = limits.unit === 'grapheme' ? graphemes(limits.url_length ? countable(text, limits.url_length) : text).length : limits.unit === 'threads' ? threads(text) : text.length;
  return { length, valid: length <= limits.max && (!limits.max_bytes || bytes(text) <= limits.max_bytes) };
}
