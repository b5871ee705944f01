/* api.ts (charter): the text in force, and the choice to take part. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Me } from '../../api/types.ts';
import type { Language } from '../../i18n/index.ts';

export const useCharter = (language: Language) =>
  useQuery({
    queryKey: [...keys.charter, language],
    queryFn: () => data(api.GET('/api/v1/charter', { params: { query: { language } } })),
    staleTime: 5 * 60_000,
  });

/** In (with the version that was read) or out. The answer is kept with the member at once. */
export function useParticipation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { ambassador: boolean; charter_version?: number }) => data(api.PUT('/api/v1/me/participation', { body: input })),
    onSuccess: (participation) => {
      client.setQueryData<Me>(keys.me, (me) => me && { ...me, ...participation });
      return client.invalidateQueries({ queryKey: keys.charter });
    },
    // Another version may have come in between: read it again before the next try.
    onError: () => client.invalidateQueries({ queryKey: keys.charter }),
  });
}
