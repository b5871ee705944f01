/* draft.ts: what a curator has changed in a post and not saved yet. Only touched fields are held, so that a version somebody else
 * saved meanwhile can slip in under them. */
import { useCallback, useSyncExternalStore } from 'react';
import type { Post, PostPatch } from '../../api/types.ts';

export type Audience = Post['audience'];

export interface Fields {
  title: string;
  body: string;
  image_url: string;
  image_alt: string;
  audience: Audience;
  promotional: boolean;
  language: string;
  caption: string;
}
export type Draft = Partial<Fields>;

export const TITLE_MAX = 200;
export const BODY_MAX = 5000;
export const CAPTION_MAX = 3000;
export const URL_MAX = 2000;
export const ALT_MAX = 1500;

export const fieldsOf = (post: Post): Fields => ({
  title: post.title,
  body: post.body,
  image_url: post.image_url ?? '',
  image_alt: post.image_alt ?? '',
  audience: post.audience,
  promotional: post.promotional,
  language: post.language,
  caption: post.caption?.text ?? '',
});

/** The draft without what is the same in the post. */
export function changed(post: Post, draft: Draft | undefined): Draft {
  const now = fieldsOf(post);
  return Object.fromEntries(Object.entries(draft ?? {}).filter(([name, value]) => now[name as keyof Fields] !== value));
}

export const isDirty = (post: Post, draft: Draft | undefined) => Object.keys(changed(post, draft)).length > 0;

export function patchOf(post: Post, draft: Draft | undefined): PostPatch {
  const { caption, image_url, image_alt, ...rest } = changed(post, draft);
  return {
    ...rest,
    ...(image_url === undefined ? {} : { image_url: image_url.trim() || null }),
    ...(image_alt === undefined ? {} : { image_alt: image_alt.trim() || null }),
    ...(caption === undefined ? {} : { caption: { text: caption.trim(), ...(draft?.language || post.language ? { language: draft?.language || post.language } : {}) } }),
    version: post.version,
  };
}

type Drafts = Record<string, Draft>;

// Not React state, so that drafts outlast a visit to another place; not the query cache, which tells its readers too late for
// what is typed. They belong to one member: somebody else who signs in on this page starts empty.
const none: Drafts = {};
let owner = '';
let held = none;
const readers = new Set<() => void>();

function change(next: Drafts) {
  held = next;
  for (const tell of readers) tell();
}
const listen = (tell: () => void) => {
  readers.add(tell);
  return () => void readers.delete(tell);
};

export function useDrafts(member: string) {
  const drafts = useSyncExternalStore(listen, () => (owner === member ? held : none));
  const set = useCallback(
    (id: string, part: Draft) => {
      const mine = owner === member ? held : none;
      owner = member;
      change({ ...mine, [id]: { ...mine[id], ...part } });
    },
    [member],
  );
  const clear = useCallback((id: string) => change(Object.fromEntries(Object.entries(held).filter(([post]) => post !== id))), []);
  return { drafts, set, clear };
}
