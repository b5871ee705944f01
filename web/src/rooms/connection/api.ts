/* api.ts (connection): my accounts at networks. Nobody else's can be asked for. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { ConnectInput } from '../../api/types.ts';

export const useConnections = (enabled = true) =>
  useQuery({ queryKey: keys.connections, queryFn: () => data(api.GET('/api/v1/me/connections')), enabled });

/** Sharing looks different with an account and without; what waited for it goes on, or is cancelled. */
function refresh(client: QueryClient) {
  for (const key of [keys.connections, keys.composer, keys.shares]) void client.invalidateQueries({ queryKey: key });
}

/** Links at once, or answers where the browser goes next. */
export function useConnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ConnectInput) => data(api.POST('/api/v1/me/connections', { body })),
    onSuccess: ({ authorize_url }) => {
      if (!authorize_url) refresh(client);
    },
  });
}

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/me/connections/{id}', { params: { path: { id } } })),
    onSuccess: () => refresh(client),
  });
}
