/* appRoute.ts: the roots of the tree. Everything under appRoute is for somebody signed in.
 *
 * `?share=POST&on=NETWORK` opens the composer over any place, so that a mail, a card and the back button all reach it. */
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
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

export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: (search: Record<string, unknown>): AppSearch => ({ share: text(search.share), on: text(search.on) }),
  beforeLoad: async ({ context, location }) => {
    const space = await context.client.ensureQueryData(spaceQuery);
    if (space.setup_needed) throw redirect({ to: '/setup' });
    if (!space.signed_in) throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
    const me = await context.client.ensureQueryData(meQuery);
    await switchLanguage(languageOf(me.language));
  },
  component: Shell,
});
