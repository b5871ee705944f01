/* api.ts (home): the feed, page by page, and the week's visits for the margin. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';

/** Few at first, so that the first screen is there soon; then in pages. */
const FIRST = 6;
const PAGE = 20;

/** Published posts, newest first; of one network when given. With words, those that have them, best first. */
export const feedQuery = (network: string | undefined, q?: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.feed, network ?? '', ...(q ? [q] : [])],
    queryFn: ({ pageParam, signal }) =>
      data(api.GET('/api/v1/posts', { params: { query: { limit: pageParam ? PAGE : FIRST, network, q: q || undefined, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const useFeed = (network: string | undefined, q?: string) =>
  useInfiniteQuery({ ...feedQuery(network, q), placeholderData: q ? keepPreviousData : undefined });

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
