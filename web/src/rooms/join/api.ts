/* api.ts (join): coming in by oneself. The server answers every address alike. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { JoinAsk, MyGroups, MyGroupsChange } from '../../api/types.ts';

export const useWays = () =>
  useQuery({ queryKey: keys.join, queryFn: () => data(api.GET('/api/v1/join')) });

/** Does the link work now? */
export const useLook = (link: string) =>
  useQuery({
    queryKey: [...keys.join, 'look', link],
    queryFn: () => data(api.POST('/api/v1/join/look', { body: { link } })),
    enabled: link !== '',
  });

export const useAsk = () => useMutation({ mutationFn: (body: JoinAsk) => data(api.POST('/api/v1/join', { body })) });

export const useConfirm = () =>
  useMutation({ mutationFn: (token: string) => data(api.POST('/api/v1/join/confirm', { body: { token } })) });

const myGroupsQuery = queryOptions<MyGroups>({ queryKey: keys.myGroups, queryFn: () => data(api.GET('/api/v1/me/groups')) });

export const useMyGroups = (enabled = true) => useQuery({ ...myGroupsQuery, enabled });

export function useChooseGroups() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MyGroupsChange) => data(api.PUT('/api/v1/me/groups', { body })),
    onSuccess: (groups) => client.setQueryData<MyGroups>(keys.myGroups, groups),
  });
}
