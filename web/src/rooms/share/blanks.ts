/* blanks.ts: the blanks of a caption ("___" or longer): where they are, and what the member put in. Pure; the server's rules are
 * src/app/caption/fit.c. */

export interface Span {
  start: number;
  end: number;
}

export function blanksOf(text: string): Span[] {
  return [...text.matchAll(/_{3,}/g)].map((found) => ({ start: found.index, end: found.index + found[0].length }));
}

/** The pieces around the blanks: always one more than there are blanks. */
export const piecesOf = (caption: string) => caption.split(/_{3,}/);

/** What stands in the blanks of `caption` in `text`; nothing when the words around them are no longer there. */
export function filledOf(caption: string, text: string): Span[] {
  const pieces = piecesOf(caption);
  const spans: Span[] = [];
  if (pieces.length < 2 || !text.startsWith(pieces[0] ?? '')) return [];
  let at = (pieces[0] ?? '').length;
  for (let i = 1; i < pieces.length; i += 1) {
    const piece = pieces[i] ?? '';
    const last = i === pieces.length - 1;
    const next = last ? text.length - piece.length : text.indexOf(piece, at + 1);
    if (next <= at || !text.startsWith(piece, next)) return [];
    spans.push({ start: at, end: next });
    at = next + piece.length;
  }
  return spans;
}

/** The caption with `values` in its blanks; one that is empty stays a blank. */
export function fill(caption: string, values: readonly string[]): string {
  return piecesOf(caption)
    .map((piece, i) => piece + (i < values.length ? values[i]?.trim() || '____' : i < piecesOf(caption).length - 1 ? '____' : ''))
    .join('');
}

/** The blank that Tab goes to from a place in the text; none: the key does what it always does. */
export function nextBlank(text: string, from: number, back: boolean): Span | undefined {
  const all = blanksOf(text);
  return back ? all.findLast((span) => span.end < from || (span.end === from && span.start < from - (span.end - span.start))) : all.find((span) => span.start >= from);
}
