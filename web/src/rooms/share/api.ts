/* api.ts (share): what the composer needs, and what becomes of a share. */
import { keepPreviousData, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { patchPosts } from '../../api/posts.ts';
import { keys } from '../../api/query.ts';
import type { ShareInput } from '../../api/types.ts';

export const useComposer = (post: string, network: string | undefined) =>
  useQuery({
    queryKey: [...keys.composer, post, network],
    queryFn: () => data(api.GET('/api/v1/posts/{id}/composer', { params: { path: { id: post }, query: { network } } })),
    placeholderData: keepPreviousData,
    // Captions are handed out one after the other; asking again in the middle of writing would change the text.
    staleTime: Infinity,
    gcTime: 0,
  });

/** Another suggestion; the one handed out stays the member's until they share. */
export function useNextCaption(post: string) {
  return useMutation({
    mutationFn: (network: string) => data(api.POST('/api/v1/posts/{id}/composer/next', { params: { path: { id: post } }, body: { network } })),
  });
}

/** The band of a text. A refusal (too many questions) leaves the last one standing. */
export const useEcho = (post: string, text: string) =>
  useQuery({
    queryKey: [...keys.composer, post, 'echo', text],
    queryFn: async () => (await data(api.POST('/api/v1/posts/{id}/echo', { params: { path: { id: post } }, body: { text } }))).band,
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
    retry: false,
  });

/** Whatever shows shares or what they bring: the feed's marks, my impact, my points. */
function refreshAll(client: QueryClient) {
  for (const key of [keys.feed, keys.shares, keys.impact, keys.points]) void client.invalidateQueries({ queryKey: key });
}

export function useOpenShare(post: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ShareInput) => data(api.POST('/api/v1/posts/{id}/shares', { params: { path: { id: post } }, body: input })),
    onSuccess: (_, { network, mode }) => {
      const add = (shared: string[]) => (shared.includes(network) ? shared : [...shared, network]);
      // Through an account it is out only once the network has it.
      if (mode !== 'connection') patchPosts(client, (id) => id === post, (one) => (one.me ? { ...one, me: { ...one.me, shared: add(one.me.shared), read: true } } : one));
      refreshAll(client);
    },
  });
}

export function useDeclareShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, url }: { id: string; url?: string }) =>
      data(api.POST('/api/v1/shares/{id}/declare', { params: { path: { id } }, body: url ? { url } : {} })),
    onSuccess: () => refreshAll(client),
  });
}

export function useRetractShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/shares/{id}', { params: { path: { id } } })),
    onSuccess: () => refreshAll(client),
  });
}
