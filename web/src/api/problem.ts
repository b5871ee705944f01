/* problem.ts: what went wrong, in one type. Every failed call ends here: a problem+json of the server, or no answer at all. */

export interface FieldProblem {
  /** JSON pointer of the field ("/admin/email"), "" for the whole input. */
  pointer: string;
  detail: string;
}

/** Slug of an answer that never came. */
export const OFFLINE = 'offline';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    /** Last part of the problem's type: "not-ambassador", "limit", … or OFFLINE. */
    readonly slug: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
    readonly retryAfterSeconds = 0,
    readonly instance = '',
  ) {
    super(`${slug} (${status}) ${detail}`.trim());
  }

  /** True when trying again later can help. */
  get transient(): boolean {
    return this.slug === OFFLINE || this.status === 429 || this.status >= 500;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown) => (typeof value === 'string' ? value : '');

function fieldsOf(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((item) => ({ pointer: text(item.pointer ?? item.field), detail: text(item.detail) }));
}

/** Reads a failed answer's body, whatever it holds. */
export function problemOf(response: Response, body: unknown): ApiError {
  const record = isRecord(body) ? body : {};
  const slug = text(record.type).split(/[/:#]/).pop() || 'internal';
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new ApiError(
    response.status,
    slug,
    text(record.detail) || text(record.title),
    fieldsOf(record.errors),
    Number.isFinite(retryAfter) ? retryAfter : 0,
    text(record.instance).split(':').pop(),
  );
}

/** Anything else that was thrown (an answer that is no JSON, our own mistake) is an internal error, not the network. */
export const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, 'internal', error instanceof Error ? error.message : '');

export const isProblem = (error: unknown, slug: string) => error instanceof ApiError && error.slug === slug;
