/* api.ts (impact): a member's own figures and shares. Nobody else's can be asked for. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Impact } from '../../api/types.ts';

export type PeriodKind = Impact['period']['kind'];
export const periodKinds: PeriodKind[] = ['month', 'quarter', 'year'];

export const useImpact = (period: PeriodKind) =>
  useQuery({
    queryKey: [...keys.impact, period],
    queryFn: () => data(api.GET('/api/v1/me/impact', { params: { query: { period } } })),
    placeholderData: keepPreviousData,
  });

export const useMyShares = () =>
  useInfiniteQuery({
    queryKey: keys.shares,
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/me/shares', { params: { query: { limit: 20, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

export function useRetract() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/shares/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      for (const key of [keys.feed, keys.shares, keys.impact, keys.points]) void client.invalidateQueries({ queryKey: key });
    },
  });
}
