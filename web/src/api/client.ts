/* client.ts: the one door to the server. Typed by the OpenAPI document; adds the CSRF header; a failed call throws ApiError.
 *
 * Rooms call `api.GET('/api/v1/…')` inside their query hooks and unwrap with `data()`. */
import createClient from 'openapi-fetch';
import { takeEarly } from '../base/early.ts';
import { ApiError, OFFLINE, problemOf } from './problem.ts';
import type { paths } from './schema.d.ts';

export const api = createClient<paths>({
  baseUrl: '',
  headers: { 'X-Requested-With': 'portevoix' },
  fetch: (request) =>
    (takeEarly(request) ?? fetch(request)).catch((cause: unknown) => {
      throw new ApiError(0, OFFLINE, cause instanceof Error ? cause.message : '');
    }),
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or the problem thrown. */
export async function data<T>(call: Promise<Outcome<T>>): Promise<T> {
  const outcome = await call;
  if (!outcome.response.ok) throw problemOf(outcome.response, outcome.error);
  return outcome.data as T;
}

/** For answers without a body (204). */
export async function done(call: Promise<Outcome<unknown>>): Promise<void> {
  const outcome = await call;
  if (!outcome.response.ok) throw problemOf(outcome.response, outcome.error);
}
