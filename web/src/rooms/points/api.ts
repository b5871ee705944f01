/* api.ts (points): my ledger, the rules, the board of the month, my own place. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { BoardChange, MyBoard } from '../../api/types.ts';

export const entryKinds = ['share', 'own_words', 'clicks', 'correction'] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface LedgerFilter {
  kind?: EntryKind;
  /** "2026-11" */
  month?: string;
}

export const useMyPoints = (filter: LedgerFilter = {}) =>
  useInfiniteQuery({
    queryKey: [...keys.points, 'mine', filter],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/me/points', { params: { query: { limit: 30, cursor: pageParam, ...filter } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.entries.next ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Where the browser fetches the whole ledger from. */
export const exportAddress = '/api/v1/me/points/export';

export const useRules = () =>
  useQuery({ queryKey: [...keys.points, 'rules'], queryFn: () => data(api.GET('/api/v1/points/rules')), staleTime: 5 * 60_000 });

export const useBoard = (month?: string) =>
  useQuery({
    queryKey: [...keys.points, 'board', month ?? ''],
    queryFn: () => data(api.GET('/api/v1/boards/month', { params: { query: { month } } })),
    placeholderData: keepPreviousData,
  });

const mine = [...keys.points, 'my-board'];

export const useMyBoard = () => useQuery({ queryKey: mine, queryFn: () => data(api.GET('/api/v1/me/board')) });

/** On the board, or another name on it; or, with null, off it. */
export function useBoardChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: BoardChange | null) => data(change ? api.PUT('/api/v1/me/board', { body: change }) : api.DELETE('/api/v1/me/board')),
    onSuccess: (now) => {
      client.setQueryData<MyBoard>(mine, now);
      return client.invalidateQueries({ queryKey: [...keys.points, 'board'] });
    },
    // Another text may have come in between: read it again before the next try.
    onError: () => client.invalidateQueries({ queryKey: mine }),
  });
}
