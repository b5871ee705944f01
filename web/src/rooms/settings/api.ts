/* api.ts (settings): the company's settings, one by one and as a text. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { Setting, SettingDifference } from '../../api/types.ts';

const settingsQuery = queryOptions<Setting[]>({
  queryKey: keys.settings,
  queryFn: async () => (await data(api.GET('/api/v1/settings'))).items,
});

export const useSettings = () => useQuery(settingsQuery);

/** What a change shows in, beyond this page. */
function useAfterChange() {
  const client = useQueryClient();
  return () =>
    Promise.all([keys.settings, keys.space, keys.me, keys.feed, keys.points, keys.composer].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useChangeSetting() {
  const client = useQueryClient();
  const after = useAfterChange();
  return useMutation({
    mutationFn: async (change: { name: string; value: string }) =>
      (await data(api.PATCH('/api/v1/settings', { body: { changes: [change] } }))).items,
    onSuccess: (items) => {
      client.setQueryData<Setting[]>(keys.settings, items);
      void after();
    },
  });
}

/** The text as it is now. */
export async function fetchSettingsFile(): Promise<string> {
  const response = await fetch('/api/v1/settings/file', { headers: { 'X-Requested-With': 'portevoix' } });
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null));
  return response.text();
}

/** What the text would change (`dryRun`), or changes. */
export function useApplyFile() {
  const after = useAfterChange();
  return useMutation({
    mutationFn: async ({ text, dryRun }: { text: string; dryRun: boolean }): Promise<SettingDifference[]> => {
      const response = await fetch(`/api/v1/settings/file?dry_run=${dryRun}`, {
        method: 'PUT',
        headers: { 'X-Requested-With': 'portevoix', 'Content-Type': 'application/toml' },
        body: text,
      });
      const body: unknown = await response.json().catch(() => null);
      if (!response.ok) throw problemOf(response, body);
      return (body as { changes: SettingDifference[] }).changes;
    },
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : after()),
  });
}
