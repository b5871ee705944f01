/* api.ts (me): my own record: change it, sign out, erase it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import { signedOut } from '../../api/session.ts';
import type { Me, MePatch, Space } from '../../api/types.ts';
import { languageOf, switchLanguage } from '../../i18n/index.ts';

export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: MePatch) => data(api.PATCH('/api/v1/me', { body: patch })),
    onSuccess: async (me) => {
      client.setQueryData<Me>(keys.me, me);
      await switchLanguage(languageOf(me.language));
    },
  });
}

/** Leaves the signed-in part; nothing of the member stays in memory. */
function useLeave() {
  const client = useQueryClient();
  const router = useRouter();
  return async (done?: 'erased') => {
    client.setQueryData(keys.space, (space: Space | undefined) => space && { ...space, signed_in: false });
    await router.navigate({ to: '/sign-in', search: { done } });
    signedOut(client);
  };
}

export function useSignOut() {
  const leave = useLeave();
  return useMutation({ mutationFn: () => done(api.DELETE('/api/v1/session')), onSuccess: () => leave() });
}

export function useErase() {
  const leave = useLeave();
  return useMutation({ mutationFn: (email: string) => done(api.DELETE('/api/v1/me', { body: { email } })), onSuccess: () => leave('erased') });
}
