/* query.ts: how answers are kept. Fresh for half a minute, tried again only where that can help. */
import { QueryClient } from '@tanstack/react-query';
import { toApiError } from './problem.ts';

export const queryClient = new QueryClient({
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
  post: ['post'],
  composer: ['composer'],
  impact: ['impact'],
  shares: ['shares'],
  points: ['points'],
  charter: ['charter'],
  studio: ['studio'],
  sources: ['sources'],
  members: ['members'],
  brands: ['brands'],
} as const;
