/* appRoute.ts: the roots of the tree. Everything under appRoute is for somebody signed in.
 *
 * `?share=POST&on=NETWORK` opens the composer over any place, so that a mail, a card and the back button all reach it. */
import { createRootRouteWithContext, createRoute, notFound, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { placeOn } from '../api/features.ts';
import { meQuery, spaceQuery } from '../api/session.ts';
import { languageOf, switchLanguage } from '../i18n/index.ts';
import { Root, StartError } from './Root.tsx';
import { Shell } from './Shell.tsx';

export const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Root,
  errorComponent: StartError,
});

export interface AppSearch {
  share?: string;
  on?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** For who is signed in, in the language of that member; anybody else is led to the entrance first. */
export async function signedInOnly({ context, location }: { context: { client: QueryClient }; location: { href: string; pathname: string } }) {
  const space = await context.client.ensureQueryData(spaceQuery);
  if (space.setup_needed) throw redirect({ to: '/setup' });
  if (!space.signed_in) throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
  if (!placeOn(space, location.pathname)) throw notFound();
  const me = await context.client.ensureQueryData(meQuery);
  await switchLanguage(languageOf(me.language));
}

export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: (search: Record<string, unknown>): AppSearch => ({ share: text(search.share), on: text(search.on) }),
  beforeLoad: signedInOnly,
  component: Shell,
});
