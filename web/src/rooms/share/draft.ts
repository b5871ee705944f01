/* draft.ts: the whole text as it will stand, and what still keeps it from going. Pure; the server checks the same again. */
import type { ComposerState } from '../../api/types.ts';
import { textLength } from '../../base/length.ts';
import { blanksOf } from './blanks.ts';

/** The server's share_clean: line ends as "\n", nothing at the ends. */
export const cleaned = (text: string) => text.replace(/\r\n?/g, '\n').trim();

export function composed(state: ComposerState, disclosure: string, text: string): string {
  const words = cleaned(text);
  const spoken = disclosure && words ? `${disclosure} ${words}` : disclosure + words;
  return `${spoken}${state.link_join}${state.link_placeholder}`;
}

export type Blocked = { kind: 'hold' } | { kind: 'blank' } | { kind: 'own' } | { kind: 'edit' } | { kind: 'long'; by: number } | { kind: 'bytes' };

/** A host out of what people paste: "https://mastodon.social/@me", "@me@mastodon.social" and "mastodon.social" are the same. */
export function hostOf(given: string): string {
  const rest = given.trim().replace(/^https?:\/\//i, '').replace(/\/.*$/s, '');
  return rest.slice(rest.lastIndexOf('@') + 1).toLowerCase();
}

/** Letters and digits only, folded: two texts that differ in signs alone are the same text. */
const bare = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

export function blocked(state: ComposerState, whole: string, text: string, later = false): Blocked | null {
  // For a moment of its own, the guards are those of that moment.
  if (state.hold && !later) return { kind: 'hold' };
  if (blanksOf(text).length > 0) return { kind: 'blank' };
  if (state.terms.edit_required) {
    const words = bare(text);
    if (!words) return { kind: 'own' };
    if (words === bare(state.text) || words === bare(state.preview.title)) return { kind: 'edit' };
  }
  const { length, valid } = textLength(state.limits, whole);
  if (length > state.limits.max) return { kind: 'long', by: length - state.limits.max };
  return valid ? null : { kind: 'bytes' };
}
