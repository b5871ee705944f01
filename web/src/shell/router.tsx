/* router.tsx: the tree of places. One line a page; each page is its own chunk. A new room adds its routes here and, if it is a
 * place of its own, a row in places.ts. */
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/query.ts';
import { spaceQuery } from '../api/session.ts';
import { allTexts } from '../i18n/index.ts';
import { feedQuery } from '../rooms/home/api.ts';
import { HomePage } from '../rooms/home/HomePage.tsx';
import { pointsTabs, type PointsTab } from '../rooms/points/tabs.ts';
import { isStep, type Step } from '../rooms/welcome/steps.ts';
import { appRoute, rootRoute, signedInOnly } from './appRoute.ts';
import { NotFound } from './NotFound.tsx';
import { StartError } from './Root.tsx';

/** A page in a chunk of its own, with the style sheets and the texts that the first load leaves out. */
const page = <T extends Record<string, unknown>, K extends keyof T>(load: () => Promise<T>, name: K) =>
  lazyRouteComponent(async () => (await Promise.all([load(), import('../base/mantineAll.ts'), allTexts()]))[0], name);

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

// Home is in the first load: it is where nearly everyone arrives.
const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { tab?: string; q?: string } => ({ tab: text(search.tab), q: text(search.q) }),
  // Asked for while the page is still being put together; shown when it is there.
  loader: ({ context }) => void context.client.prefetchInfiniteQuery(feedQuery(undefined)),
  component: HomePage,
});
const impact = createRoute({
  getParentRoute: () => appRoute,
  path: '/impact',
  component: page(() => import('../rooms/impact/ImpactPage.tsx'), 'ImpactPage'),
});
const points = createRoute({
  getParentRoute: () => appRoute,
  path: '/points',
  validateSearch: (search: Record<string, unknown>): { tab?: PointsTab } => ({ tab: pointsTabs.find((tab) => tab === search.tab) }),
  component: page(() => import('../rooms/points/PointsPage.tsx'), 'PointsPage'),
});
const me = createRoute({
  getParentRoute: () => appRoute,
  path: '/me',
  component: page(() => import('../rooms/me/MePage.tsx'), 'MePage'),
});
// After the network's page, the answer stands in the address: ?linked=mastodon.
const outcomes = ['linked', 'denied', 'stale', 'busy', 'refused'] as const;
const accounts = createRoute({
  getParentRoute: () => appRoute,
  path: '/me/accounts',
  validateSearch: (search: Record<string, unknown>): Partial<Record<(typeof outcomes)[number], string>> =>
    Object.fromEntries(outcomes.flatMap((outcome) => (text(search[outcome]) ? [[outcome, text(search[outcome])]] : []))),
  component: page(() => import('../rooms/connection/AccountsPage.tsx'), 'AccountsPage'),
});
const trust = createRoute({
  getParentRoute: () => appRoute,
  path: '/trust',
  component: page(() => import('../rooms/trust/TrustPage.tsx'), 'TrustPage'),
});
const studio = createRoute({
  getParentRoute: () => appRoute,
  path: '/studio',
  component: page(() => import('../rooms/studio/StudioLayout.tsx'), 'StudioLayout'),
});
// The Studio's lists beside the inbox; as in rooms/studio/api.ts, which is not in the first load.
const views = ['draft', 'scheduled', 'published', 'archived', 'dropped'] as const;
type View = (typeof views)[number];
const inbox = createRoute({
  getParentRoute: () => studio,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { view?: View; post?: string; unseen?: true } => ({
    view: views.find((view) => view === search.view),
    post: text(search.post),
    unseen: search.unseen === true || undefined,
  }),
  component: page(() => import('../rooms/studio/StudioPage.tsx'), 'StudioPage'),
});
const editor = createRoute({
  getParentRoute: () => studio,
  path: '/posts/$id/edit',
  validateSearch: (search: Record<string, unknown>): { at?: string } => ({ at: text(search.at) }),
  component: page(() => import('../rooms/studio/EditorPage.tsx'), 'EditorPage'),
});
const calendar = createRoute({
  getParentRoute: () => studio,
  path: '/calendar',
  validateSearch: (search: Record<string, unknown>): { from?: string } => ({ from: text(search.from) }),
  component: page(() => import('../rooms/studio/CalendarPage.tsx'), 'CalendarPage'),
});
const campaigns = createRoute({
  getParentRoute: () => studio,
  path: '/campaigns',
  component: page(() => import('../rooms/studio/CampaignsPage.tsx'), 'CampaignsPage'),
});
const campaign = createRoute({
  getParentRoute: () => studio,
  path: '/campaigns/$id',
  component: page(() => import('../rooms/studio/CampaignPage.tsx'), 'CampaignPage'),
});
const reading = createRoute({
  getParentRoute: () => appRoute,
  path: '/posts/$id',
  component: page(() => import('../rooms/post/ReadPage.tsx'), 'ReadPage'),
});
const sources = createRoute({
  getParentRoute: () => studio,
  path: '/sources',
  component: page(() => import('../rooms/source/SourcesPage.tsx'), 'SourcesPage'),
});
const manageChannels = createRoute({
  getParentRoute: () => studio,
  path: '/channels',
  component: page(() => import('../rooms/channel/ManagePage.tsx'), 'ManagePage'),
});
const channels = createRoute({
  getParentRoute: () => appRoute,
  path: '/channels',
  component: page(() => import('../rooms/channel/ChannelsPage.tsx'), 'ChannelsPage'),
});
// Sources live in the Studio; the short address still leads there.
const toSources = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources',
  beforeLoad: () => {
    throw redirect({ to: '/studio/sources', replace: true });
  },
});
const people = createRoute({
  getParentRoute: () => appRoute,
  path: '/people',
  component: page(() => import('../rooms/people/PeoplePage.tsx'), 'PeoplePage'),
});
const settings = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: page(() => import('../rooms/settings/SettingsPage.tsx'), 'SettingsPage'),
});
const groups = createRoute({
  getParentRoute: () => appRoute,
  path: '/people/groups',
  component: page(() => import('../rooms/people/GroupsPage.tsx'), 'GroupsPage'),
});
const joinLinks = createRoute({
  getParentRoute: () => appRoute,
  path: '/people/links',
  component: page(() => import('../rooms/people/JoinLinksPage.tsx'), 'JoinLinksPage'),
});
const imports = createRoute({
  getParentRoute: () => appRoute,
  path: '/people/import',
  component: page(() => import('../rooms/import/ImportPage.tsx'), 'ImportPage'),
});
const oneImport = createRoute({
  getParentRoute: () => appRoute,
  path: '/people/import/$id',
  component: page(() => import('../rooms/import/ImportDetailPage.tsx'), 'ImportDetailPage'),
});

// Before sign-in. The token of a mailed link is in the fragment, which no server log and no mail scanner sees.
const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; done?: 'erased' } => ({
    to: text(search.to),
    done: search.done === 'erased' ? 'erased' : undefined,
  }),
  beforeLoad: async ({ context, location }) => {
    const space = await context.client.ensureQueryData(spaceQuery);
    if (space.setup_needed) throw redirect({ to: '/setup' });
    if (space.signed_in && !location.hash) throw redirect({ to: '/' });
  },
  component: page(() => import('../rooms/session/SignInPage.tsx'), 'SignInPage'),
});
const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: page(() => import('../rooms/session/InvitationPage.tsx'), 'InvitationPage'),
});
const join = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  beforeLoad: async ({ context }) => {
    const space = await context.client.ensureQueryData(spaceQuery);
    if (space.setup_needed) throw redirect({ to: '/setup' });
    if (space.signed_in) throw redirect({ to: '/' });
  },
  component: page(() => import('../rooms/join/JoinPage.tsx'), 'JoinPage'),
});
const joinConfirm = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join/confirm',
  component: page(() => import('../rooms/join/JoinConfirmPage.tsx'), 'JoinConfirmPage'),
});
// A sheet for the printer: for admins, but without the frame of the app.
const poster = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people/links/$id/poster',
  beforeLoad: async ({ context, location }) => {
    const space = await context.client.ensureQueryData(spaceQuery);
    if (!space.signed_in) throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
  component: page(() => import('../rooms/join/PosterPage.tsx'), 'PosterPage'),
});
const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: page(() => import('../rooms/setup/SetupPage.tsx'), 'SetupPage'),
});

const welcome = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: (search: Record<string, unknown>): { step?: Step } => ({ step: isStep(search.step) ? search.step : undefined }),
  beforeLoad: signedInOnly,
  component: page(() => import('../rooms/welcome/WelcomePage.tsx'), 'WelcomePage'),
});

const routeTree = rootRoute.addChildren([
  appRoute.addChildren([home, impact, points, me, accounts, trust, studio.addChildren([inbox, sources, manageChannels, editor, calendar, campaigns, campaign]), reading, channels, toSources, people, groups, joinLinks, settings, imports, oneImport]),
  signIn,
  invitation,
  join,
  joinConfirm,
  poster,
  setup,
  welcome,
]);

/** Made when the app starts, not when its file is read: laying out the tree takes a phone a while. */
export const makeRouter = () => createRouter({
  routeTree,
  context: { client: queryClient },
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: StartError,
  defaultPendingMs: 200,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
