/* api.ts (home): the feed, page by page, and the week's visits for the margin. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { patchPosts } from '../../api/posts.ts';
import { keys } from '../../api/query.ts';
import type { Post, ReactionKind } from '../../api/types.ts';
import { forgetTold } from './reading.ts';

/** Few at first, so that the first screen is there soon; then in pages. */
const FIRST = 6;
const PAGE = 20;

const CHANNEL = 'channel-';
/** A tab's value in the address: a network's name, or a channel's id behind a mark of its own. */
export const channelTab = (id: string) => `${CHANNEL}${id}`;
/** The tab of what is unread: no network is called so. */
export const UNREAD = 'unread';
const channelOf = (tab: string | undefined) => (tab?.startsWith(CHANNEL) ? tab.slice(CHANNEL.length) : undefined);

/** Published posts, newest first; of one network or channel when given, or those not read yet. With words, those that have them, best first. */
export const feedQuery = (tab: string | undefined, q?: string) =>
  infiniteQueryOptions({
    queryKey: tab === UNREAD ? [...keys.unread, q ?? ''] : [...keys.feed, tab ?? '', ...(q ? [q] : [])],
    queryFn: ({ pageParam, signal }) => {
      const channel = channelOf(tab);
      const network = channel || tab === UNREAD ? undefined : tab;
      const query = { limit: pageParam ? PAGE : FIRST, network, channel, unread: tab === UNREAD || undefined, q: q || undefined, cursor: pageParam };
      return data(api.GET('/api/v1/posts', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    // What was read since stays where it is until the list is opened anew.
    ...(tab === UNREAD && { staleTime: Infinity }),
  });

export const useFeed = (tab: string | undefined, q?: string) =>
  useInfiniteQuery({ ...feedQuery(tab, q), placeholderData: q ? keepPreviousData : undefined });

/** Marks everything as read, or takes that back. */
export function useAllRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (read: boolean) => done(read ? api.PUT('/api/v1/me/read/all') : api.DELETE('/api/v1/me/read/all')),
    onSuccess: (_, read) => {
      forgetTold();
      if (read) patchPosts(client, () => true, (post) => (post.me ? { ...post, me: { ...post.me, read: true } } : post), (me) => ({ ...me, unread: 0 }));
      return Promise.all([client.invalidateQueries({ queryKey: keys.feed }), client.resetQueries({ queryKey: keys.unread })]);
    },
  });
}

type Count = NonNullable<Post['reactions']>[number];
export const REACTIONS: ReactionKind[] = ['like', 'bravo', 'useful', 'inspiring'];

/** The post as it is once its reader's reaction is this one. */
export function withReaction(post: Post, kind: ReactionKind | null): Post {
  if (!post.me) return post;
  const { reaction: old, ...rest } = post.me;
  const counts = new Map(post.reactions?.map(({ kind: one, count }) => [one, count]));
  const add = (one: ReactionKind | null | undefined, n: number) => one && counts.set(one, Math.max(0, (counts.get(one) ?? 0) + n));
  if (old !== kind) {
    add(old, -1);
    add(kind, 1);
  }
  const reactions = REACTIONS.map((one): Count => ({ kind: one, count: counts.get(one) ?? 0 })).filter(({ count }) => count > 0);
  return { ...post, me: { ...rest, read: true, ...(kind && { reaction: kind }) }, ...(post.reactions && { reactions }) };
}

/** One's own reaction: shown at once, put back when the server says no. One after the other, so that the last one stays. */
export function useReact(post: string) {
  const client = useQueryClient();
  const show = (kind: ReactionKind | null) => patchPosts(client, (id) => id === post, (one) => withReaction(one, kind));
  return useMutation<unknown, unknown, { kind: ReactionKind | null; before: ReactionKind | null }>({
    scope: { id: `reaction-${post}` },
    mutationFn: ({ kind }) => {
      const path = { id: post };
      return data(
        kind ? api.PUT('/api/v1/posts/{id}/reaction', { params: { path }, body: { kind } }) : api.DELETE('/api/v1/posts/{id}/reaction', { params: { path } }),
      );
    },
    onMutate: async ({ kind }) => {
      await client.cancelQueries({ queryKey: keys.feed });
      show(kind);
    },
    onError: (_, { before }) => show(before),
  });
}

export const useMonth = (enabled: boolean) =>
  useQuery({
    queryKey: [...keys.impact, 'month'],
    queryFn: () => data(api.GET('/api/v1/me/impact', { params: { query: { period: 'month' } } })),
    enabled,
  });

/** "I have read this", and taking it back. */
export function useConfirm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, confirmed }: { id: string; confirmed: boolean }) => {
      const params = { params: { path: { id } } };
      return data(confirmed ? api.PUT('/api/v1/posts/{id}/confirmation', params) : api.DELETE('/api/v1/posts/{id}/confirmation', params));
    },
    onSuccess: (_, { id, confirmed }) => {
      patchPosts(client, (one) => one === id, (post) => (post.me ? { ...post, me: { ...post.me, confirmed, read: true } } : post));
      return Promise.all([client.invalidateQueries({ queryKey: keys.feed }), client.invalidateQueries({ queryKey: [...keys.post, id] })]);
    },
  });
}
