/* api.ts (publish): following one share until it is settled, and what can be done while it is not. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Share } from '../../api/types.ts';
import { lookAgain } from './stages.ts';

const oneKey = (id: string) => [...keys.shares, 'one', id];
const waitingKey = [...keys.shares, 'waiting'];

function refreshAll(client: QueryClient) {
  for (const key of [keys.feed, keys.shares, keys.composer, keys.impact, keys.points]) void client.invalidateQueries({ queryKey: key });
}

/** The share as it is now: asked for as often as something may have changed, and no more once it is settled. */
export function useFollowed(given: Share): Share {
  const client = useQueryClient();
  const { data: share = given } = useQuery({
    queryKey: oneKey(given.id),
    queryFn: () => data(api.GET('/api/v1/shares/{id}', { params: { path: { id: given.id } } })),
    initialData: given,
    refetchInterval: ({ state }) => lookAgain(state.data ?? given, Date.now()),
  });
  const known = useRef(share.status);
  useEffect(() => {
    if (known.current === share.status) return;
    known.current = share.status;
    // The composer is left alone: somebody may be writing in it.
    for (const key of [keys.feed, keys.shares, keys.impact, keys.points]) void client.invalidateQueries({ queryKey: key });
  }, [share.status, client]);
  return share;
}

/** What waits, is on its way or uncertain, soonest first. */
export const useWaiting = () =>
  useQuery({
    queryKey: waitingKey,
    queryFn: async () => {
      const { items } = await data(api.GET('/api/v1/me/shares', { params: { query: { waiting: true, limit: 100 } } }));
      return items.toSorted((a, b) => (a.due_at ?? '').localeCompare(b.due_at ?? ''));
    },
  });

export function useMove(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (at: string) => data(api.PATCH('/api/v1/shares/{id}', { params: { path: { id } }, body: { at } })),
    onSuccess: (share) => {
      client.setQueryData(oneKey(id), share);
      void client.invalidateQueries({ queryKey: keys.shares });
    },
  });
}

/** Cancels what waits, and takes back what may be out. */
export function useEnd(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/shares/{id}', { params: { path: { id } } })),
    // Refused, it has moved on meanwhile: either way its state is another one.
    onSettled: () => refreshAll(client),
  });
}

/** "It is there", with its address where it is known. */
export function useDeclare(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (url: string) => data(api.POST('/api/v1/shares/{id}/declare', { params: { path: { id } }, body: url ? { url } : {} })),
    onSuccess: (share) => {
      client.setQueryData(oneKey(id), share);
      refreshAll(client);
    },
  });
}
