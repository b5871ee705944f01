/* main.tsx: the start. Asks the space (its colours, whether anyone is signed in), then the member; loads one catalogue; renders. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient, whenSignedOut } from './api/query.ts';
import { meQuery, signedOut, spaceQuery } from './api/session.ts';
import { breathe } from './base/breathe.ts';
import { memberLanguage } from './base/early.ts';
import { dayOf } from './base/format.ts';
import { forgetOffline, startOffline } from './base/offline.ts';
import { startTrustedTypes } from './base/trustedTypes.ts';
import { browserTimeZone } from './base/useLocale.ts';
import { languageOf, startI18n, type Language } from './i18n/index.ts';
import { makeRouter } from './shell/router.tsx';
import { Themed } from './shell/Themed.tsx';

/** The member's language, as the page says; else the browser's if we speak it, else the company's. */
async function firstLanguage(): Promise<Language> {
  const wanted = memberLanguage() || navigator.language.slice(0, 2);
  try {
    if (memberLanguage()) void queryClient.prefetchQuery(meQuery);
    const asked = queryClient.fetchQuery(spaceQuery);
    // A browser's first date formatter takes long to make: do it while the answer is on its way.
    await breathe();
    dayOf({ language: languageOf(wanted), timeZone: browserTimeZone() }, Date.now());
    await breathe();
    const space = await asked;
    if (memberLanguage()) return languageOf(wanted); // the router waits for the member
    return languageOf(wanted === 'fr' || wanted === 'en' ? wanted : space.company?.language);
  } catch {
    return languageOf(wanted);
  }
}

/** The session has ended somewhere else: back to the entrance, and to this page afterwards. */
async function toEntrance(router: ReturnType<typeof makeRouter>) {
  if (!queryClient.getQueryData(spaceQuery.queryKey)?.signed_in) return;
  queryClient.setQueryData(spaceQuery.queryKey, (space) => space && { ...space, signed_in: false });
  await router.navigate({ to: '/sign-in', search: { to: router.state.location.href } });
  signedOut(queryClient);
}

/** In steps, with a breath between them, and the first rendering as a transition (in slices): a phone answers its user meanwhile. */
async function start() {
  await breathe();
  startTrustedTypes();
  const router = makeRouter();
  whenSignedOut(() => void toEntrance(router));
  await breathe();
  // The scroll lock of sheets writes a style element of its own; the CSP wants the page's nonce on it.
  setNonce(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '');
  await startI18n(await firstLanguage());
  const root = document.getElementById('root');
  if (!root) throw new Error('no #root');
  await breathe();
  startTransition(() =>
    createRoot(root).render(
      <QueryClientProvider client={queryClient}>
        <Themed>
          <RouterProvider router={router} />
        </Themed>
      </QueryClientProvider>,
    ),
  );
  const space = queryClient.getQueryData(spaceQuery.queryKey);
  if (space?.signed_in) startOffline();
  else if (space) void forgetOffline(); // the session has ended elsewhere
}

void start();
