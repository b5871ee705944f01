/* whole.ts: all of a post that the editor changes, and what a save sends: only what differs, with the version it was made from. */
import type { Post, PostPatch } from '../../api/types.ts';

export interface Whole {
  title: string;
  body: string;
  article: string;
  url: string;
  kind: Post['kind'];
  language: string;
  audience: Post['audience'];
  promotional: boolean;
  image_url: string;
  image_alt: string;
  image_credit: string;
  image_licence: string;
  file_id: string;
  expires_at: string;
  place: string;
  contract: string;
  salary: string;
  valid_through: string;
  referral_url: string;
  starts_at: string;
  ends_at: string;
  online_url: string;
}
export type Changes = Partial<Whole>;

const inDetails = ['place', 'contract', 'salary', 'valid_through', 'referral_url', 'starts_at', 'ends_at', 'online_url'] as const;
export type DetailName = (typeof inDetails)[number];

export function wholeOf(post: Post, article: string): Whole {
  const d = post.details;
  return {
    title: post.title,
    body: post.body,
    article,
    url: post.url,
    kind: post.kind,
    language: post.language,
    audience: post.audience,
    promotional: post.promotional,
    image_url: post.image_url ?? '',
    image_alt: post.image_alt ?? '',
    image_credit: post.image_credit,
    image_licence: post.image_licence,
    file_id: post.file?.id ?? '',
    expires_at: post.expires_at ?? '',
    place: d.place ?? '',
    contract: d.contract ?? '',
    salary: d.salary ?? '',
    valid_through: d.valid_through ?? '',
    referral_url: d.referral_url ?? '',
    starts_at: d.starts_at ?? '',
    ends_at: d.ends_at ?? '',
    online_url: d.online_url ?? '',
  };
}

/** White space at the ends is nothing that was changed: the server takes it off. */
const same = (name: string, a: unknown, b: unknown) => (typeof a === 'string' && typeof b === 'string' && name !== 'article' ? a.trim() === b.trim() : a === b);

/** Of `changes`, what is not so in `base`. */
export const differing = (base: Whole, changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name, value]) => !same(name, value, base[name as keyof Whole])));

/** `parts`: what the kind may hold; what it may not is left behind. */
export function patchOfWhole(base: Whole, changes: Changes, parts: readonly string[], version: number): PostPatch {
  const now = { ...base, ...changes };
  const patch: Record<string, unknown> = { version };
  for (const name of ['title', 'body', 'article', 'url', 'kind', 'language', 'audience', 'promotional', 'image_credit', 'image_licence'] as const) {
    if (name in changes) patch[name] = changes[name];
  }
  for (const name of ['image_url', 'image_alt', 'file_id', 'expires_at'] as const) {
    if (name in changes) patch[name] = (changes[name] ?? '').trim() || null;
  }
  if ('kind' in changes || inDetails.some((name) => name in changes)) {
    patch.details = Object.fromEntries(inDetails.filter((name) => parts.includes(name) && now[name].trim()).map((name) => [name, now[name].trim()]));
  }
  return patch as PostPatch;
}
