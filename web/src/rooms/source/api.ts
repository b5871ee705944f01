/* api.ts (source): the feeds that are followed, and what can be done to them. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Source } from '../../api/types.ts';

export type Mode = 'inbox' | 'direct';
export interface SourceChange {
  title?: string;
  mode?: Mode;
  status?: 'active' | 'paused';
  url?: string;
  channel_id?: string | null;
}

/** The most a page may hold; all of them are read, since what needs a look comes first. */
const PAGE = 100;

/** Problems that are about the address itself, whatever field the server names. */
export const ofTheAddress = ['not-a-feed', 'no-account', 'refused', 'network', 'network-timeout', 'peer', 'peer-busy', 'exists'];

export const useSources = () =>
  useInfiniteQuery({
    queryKey: [...keys.sources, 'list'],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/sources', { params: { query: { limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export const useBrands = () => useQuery({ queryKey: keys.brands, queryFn: () => data(api.GET('/api/v1/brands')), staleTime: 5 * 60_000 });

/** New posts may have come in, or moved: the inbox and the feed are read again. */
const changed = (client: QueryClient) =>
  Promise.all([keys.sources, keys.studio, keys.feed].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })));

export function useChangeSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: SourceChange }) =>
      data(api.PATCH('/api/v1/sources/{id}', { params: { path: { id } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sources }),
  });
}

/** Asks the source now; answers with how many posts came in. */
export function usePoll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (before: Source) => {
      const after = await data(api.POST('/api/v1/sources/{id}/poll', { params: { path: { id: before.id } } }));
      const count = (source: Source) => source.posts.pending + source.posts.published;
      return { source: after, came: Math.max(0, count(after) - count(before)) };
    },
    onSuccess: () => changed(client),
  });
}

export function useAddSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { url: string; brand_id?: string; mode: Mode }) => data(api.POST('/api/v1/sources', { body })),
    onSuccess: () => changed(client),
  });
}

export function useDeleteSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/sources/{id}', { params: { path: { id } } })),
    onSuccess: () => changed(client),
  });
}
