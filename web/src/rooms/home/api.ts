/* api.ts (home): the feed, page by page, and the week's visits for the margin. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';

/** Few at first, so that the first screen is there soon; then in pages. */
const FIRST = 6;
const PAGE = 20;

const CHANNEL = 'channel-';
/** A tab's value in the address: a network's name, or a channel's id behind a mark of its own. */
export const channelTab = (id: string) => `${CHANNEL}${id}`;
const channelOf = (tab: string | undefined) => (tab?.startsWith(CHANNEL) ? tab.slice(CHANNEL.length) : undefined);

/** Published posts, newest first; of one network or channel when given. With words, those that have them, best first. */
export const feedQuery = (tab: string | undefined, q?: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.feed, tab ?? '', ...(q ? [q] : [])],
    queryFn: ({ pageParam, signal }) => {
      const channel = channelOf(tab);
      const query = { limit: pageParam ? PAGE : FIRST, network: channel ? undefined : tab, channel, q: q || undefined, cursor: pageParam };
      return data(api.GET('/api/v1/posts', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const useFeed = (tab: string | undefined, q?: string) =>
  useInfiniteQuery({ ...feedQuery(tab, q), placeholderData: q ? keepPreviousData : undefined });

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
    onSuccess: (_, { id }) =>
      Promise.all([client.invalidateQueries({ queryKey: keys.feed }), client.invalidateQueries({ queryKey: [...keys.post, id] })]),
  });
}
