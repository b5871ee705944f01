/* length.ts: how long a text is to a network, as the server counts it (src/text/length.c).
 *
 * LinkedIn counts UTF-16 units; Bluesky grapheme clusters, and bytes beside them; X weighs code points and counts every
 * link as 23 (twitter-text 3). The number under the text field must be the number the server checks: test/length.test.ts
 * compares with `portevoix text length`. */

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

/** What a link looks like inside a text: with a scheme, or a bare host name with a path or a common ending. */
const URL_PATTERN =
  /(?<![\p{L}\p{N}@#$_.-])(?:https?:\/\/)?(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:[a-z]{2,24})(?::\d+)?(?:\/[^\s<>"«»]*)?/giu;

const endings = new Set(
  'com org net edu gov mil int info biz name pro app dev io ai co me tv eu fr de uk be ch lu nl es it pt at ie us ca au nz jp br in ru pl se no fi dk cz example'.split(' '),
);

const light = (point: number) =>
  point <= 4351 || (point >= 8192 && point <= 8205) || (point >= 8208 && point <= 8223) || (point >= 8242 && point <= 8247);

const EMOJI = /^\p{Extended_Pictographic}|^\p{Regional_Indicator}{2}|^[0-9#*]\ufe0f?\u20e3/u;

function weigh(text: string): number {
  let weight = 0;
  for (const cluster of graphemes(text)) {
    if (EMOJI.test(cluster)) {
      weight += 2;
      continue;
    }
    for (const char of cluster) weight += light(char.codePointAt(0) ?? 0) ? 1 : 2;
  }
  return weight;
}

function weighted(text: string, urlLength: number): number {
  const normal = text.normalize('NFC');
  let weight = 0;
  let from = 0;
  for (const match of normal.matchAll(URL_PATTERN)) {
    const url = match[0];
    const host = url.replace(/^https?:\/\//i, '').split(/[/:]/)[0] ?? '';
    const ending = host.split('.').pop()?.toLowerCase() ?? '';
    if (!/^https?:/i.test(url) && !endings.has(ending)) continue;
    weight += weigh(normal.slice(from, match.index)) + urlLength;
    from = match.index + url.length;
  }
  return weight + weigh(normal.slice(from));
}

export function textLength(limits: Limits, text: string): TextLength {
  const length =
    limits.unit === 'weighted'
      ? weighted(text, limits.url_length ?? 23)
      : limits.unit === 'grapheme'
        ? graphemes(text).length
        : text.length;
  return { length, valid: length <= limits.max && (!limits.max_bytes || bytes(text) <= limits.max_bytes) };
}
