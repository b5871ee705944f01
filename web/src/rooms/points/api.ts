/* api.ts (points): my balance, the rules, my ledger. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';

export const useMyPoints = () =>
  useInfiniteQuery({
    queryKey: keys.points,
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/me/points', { params: { query: { limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.entries.next ?? undefined,
  });
