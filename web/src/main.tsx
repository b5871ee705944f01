/* main.tsx: the start. Asks the space (its colours, whether anyone is signed in), then the member; loads one catalogue; renders. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { queryClient, whenSignedOut } from './api/query.ts';
import { meQuery, rememberSignedIn, signedOut, spaceQuery, wasSignedIn } from './api/session.ts';
import { dayOf } from './base/format.ts';
import { startOffline } from './base/offline.ts';
import { startTrustedTypes } from './base/trustedTypes.ts';
import { browserTimeZone } from './base/useLocale.ts';
import { languageOf, startI18n, type Language } from './i18n/index.ts';
import { router } from './shell/router.tsx';
import { Themed } from './shell/Themed.tsx';

/** The member's language, else the browser's if we speak it, else the company's. */
async function firstLanguage(): Promise<Language> {
  const wanted = navigator.language.slice(0, 2);
  try {
    if (wasSignedIn()) void queryClient.prefetchQuery(meQuery);
    const asked = queryClient.fetchQuery(spaceQuery);
    // A browser's first date formatter takes long to make: do it while the answer is on its way.
    dayOf({ language: languageOf(wanted), timeZone: browserTimeZone() }, Date.now());
    const space = await asked;
    rememberSignedIn(space.signed_in);
    if (space.signed_in) return languageOf((await queryClient.fetchQuery(meQuery)).language);
    return languageOf(wanted === 'fr' || wanted === 'en' ? wanted : space.company?.language);
  } catch {
    return languageOf(wanted);
  }
}

/** The session has ended somewhere else: back to the entrance, and to this page afterwards. */
async function toEntrance() {
  if (!queryClient.getQueryData(spaceQuery.queryKey)?.signed_in) return;
  queryClient.setQueryData(spaceQuery.queryKey, (space) => space && { ...space, signed_in: false });
  await router.navigate({ to: '/sign-in', search: { to: router.state.location.href } });
  signedOut(queryClient);
}

async function start() {
  startTrustedTypes();
  whenSignedOut(() => void toEntrance());
  // The scroll lock of sheets writes a style element of its own; the CSP wants the page's nonce on it.
  setNonce(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '');
  await startI18n(await firstLanguage());
  const root = document.getElementById('root');
  if (!root) throw new Error('no #root');
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <Themed>
        <RouterProvider router={router} />
      </Themed>
    </QueryClientProvider>,
  );
  if (wasSignedIn()) startOffline();
}

void start();
