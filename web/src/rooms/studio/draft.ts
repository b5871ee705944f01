/* draft.ts: what a curator has changed in a post and not saved yet. Only touched fields are held, so that a version somebody else
 * saved meanwhile can slip in under them. Drafts live in the query cache: they outlast a visit to another place, and a sign-out
 * forgets them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from '../../api/query.ts';
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

const key = [...keys.studio, 'drafts'];
type Drafts = Record<string, Draft>;

export function useDrafts() {
  const client = useQueryClient();
  const drafts = useQuery<Drafts>({ queryKey: key, initialData: {}, enabled: false, staleTime: Infinity, gcTime: Infinity }).data;
  const set = useCallback(
    (id: string, part: Draft) => client.setQueryData<Drafts>(key, (all) => ({ ...all, [id]: { ...all?.[id], ...part } })),
    [client],
  );
  const clear = useCallback(
    (id: string) => client.setQueryData<Drafts>(key, (all) => Object.fromEntries(Object.entries(all ?? {}).filter(([held]) => held !== id))),
    [client],
  );
  return { drafts, set, clear };
}
