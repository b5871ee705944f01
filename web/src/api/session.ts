/* session.ts: the space and who is in it. The router fetches both before a room renders, so rooms read them without waiting. */
import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { forgetOffline } from '../base/offline.ts';
import { api, data } from './client.ts';
import { keys } from './query.ts';
import type { Me, Space } from './types.ts';

export const spaceQuery = queryOptions<Space>({
  queryKey: keys.space,
  queryFn: () => data(api.GET('/api/v1/space')),
  staleTime: Infinity,
});

export const meQuery = queryOptions<Me>({
  queryKey: keys.me,
  queryFn: () => data(api.GET('/api/v1/me')),
  staleTime: 5 * 60_000,
});

export const useSpace = () => useQuery(spaceQuery).data;

/** Given by the shell, which is the one to watch for changes: hundreds of small parts ask for the member. */
export const MeContext = createContext<Me | null>(null);

/** The signed-in member. Only inside the signed-in part of the tree. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside a signed-in page');
  return me;
}

/** After a sign-in, setup or redeemed link: what the server just told us is true from now on. */
export function signedIn(client: QueryClient, me: Me) {
  void forgetOffline();
  client.setQueryData(keys.me, me);
  client.setQueryData<Space>(keys.space, (space) => space && { ...space, setup_needed: false, signed_in: true });
  return client.invalidateQueries({ queryKey: keys.space });
}

/** After a sign-out: nothing of the member stays in memory. */
export function signedOut(client: QueryClient) {
  void forgetOffline();
  const space = client.getQueryData<Space>(keys.space);
  client.clear();
  if (space) client.setQueryData<Space>(keys.space, { ...space, signed_in: false });
}
