/* api.ts (session): the ways in. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api, data, done } from '../../api/client.ts';
import { signedIn } from '../../api/session.ts';
import type { Me } from '../../api/types.ts';
import { languageOf, switchLanguage } from '../../i18n/index.ts';

/** Where to go after a sign-in: the page that was asked for, if it is one of ours. */
export const landing = (to: string | undefined) => (to && to.startsWith('/') && !to.startsWith('//') ? to : '/');

export function useEnter(to: string | undefined) {
  const client = useQueryClient();
  const router = useRouter();
  return async (me: Me) => {
    await signedIn(client, me);
    await switchLanguage(languageOf(me.language));
    router.history.replace(landing(to));
  };
}

export const usePassword = () =>
  useMutation({ mutationFn: (input: { email: string; password: string }) => data(api.POST('/api/v1/session', { body: input })) });

export const useAskLink = () =>
  useMutation({ mutationFn: (email: string) => done(api.POST('/api/v1/session/link', { body: { email } })) });

export const useRedeem = () =>
  useMutation({ mutationFn: (token: string) => data(api.POST('/api/v1/session/link/redeem', { body: { token } })) });
