/* query.ts: how answers are kept. Fresh for half a minute, tried again only where that can help; a session that has ended is
 * noticed by whichever call meets it first. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, toApiError } from './problem.ts';

let onSignedOut = () => undefined as void;
/** What to do when the server no longer knows us; set once, by main.tsx. */
export const whenSignedOut = (act: () => void) => {
  onSignedOut = act;
};
const notice = (error: unknown) => {
  if (isProblem(error, 'unauthenticated')) onSignedOut();
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => toApiError(error).transient && count < 1,
      retryDelay: 800,
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});

/** First parts of the query keys; a room invalidates another's by these, never by importing it. */
export const keys = {
  space: ['space'],
  me: ['me'],
  feed: ['feed'],
  /** The list of what is unread: apart, since it stays as it is under its reader's eyes whatever is refreshed. */
  unread: ['unread'],
  post: ['post'],
  composer: ['composer'],
  captions: ['captions'],
  connections: ['connections'],
  work: ['work'],
  terms: ['terms'],
  impact: ['impact'],
  shares: ['shares'],
  points: ['points'],
  charter: ['charter'],
  studio: ['studio'],
  sources: ['sources'],
  channels: ['channels'],
  members: ['members'],
  groups: ['groups'],
  myGroups: ['my-groups'],
  join: ['join'],
  joinLinks: ['join-links'],
  imports: ['imports'],
  brands: ['brands'],
  settings: ['settings'],
  samples: ['samples'],
} as const;
