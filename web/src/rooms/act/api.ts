/* api.ts (act): where the company's own post stands, and liking or reposting it there: one act of one person, never several at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { ActKind, ActPlace } from '../../api/types.ts';
import { withAct } from './words.ts';

const keyOf = (post: string) => [...keys.post, post, 'acts'];

/** Asked anew whenever the row is opened: the account may have been linked in between. */
export const useActs = (post: string) =>
  useQuery({
    queryKey: keyOf(post),
    queryFn: () => data(api.GET('/api/v1/posts/{id}/acts', { params: { path: { id: post } } })),
    staleTime: 0,
  });

/** Shown at once, put back when it was not done. */
export function useAct(post: string, network: string, kind: ActKind) {
  const client = useQueryClient();
  const show = (is: boolean) =>
    client.setQueryData(keyOf(post), (old: { items: ActPlace[] } | undefined) => old && { ...old, items: withAct(old.items, network, kind, is) });
  return useMutation<void, unknown, boolean>({
    mutationFn: (is) => {
      const params = { params: { path: { id: post, network, kind } } };
      return done(is ? api.PUT('/api/v1/posts/{id}/acts/{network}/{kind}', params) : api.DELETE('/api/v1/posts/{id}/acts/{network}/{kind}', params));
    },
    onMutate: async (is) => {
      await client.cancelQueries({ queryKey: keyOf(post) });
      show(is);
    },
    onError: (error, is) => {
      show(!is);
      // The account is not what we thought: the row says what to do about it.
      if (toApiError(error).slug === 'state') return Promise.all([keyOf(post), keys.connections].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
