/* mix.ts: the share of openly promotional posts, and what one post does to it. */
import type { Post, PostCounts } from '../../api/types.ts';

export interface Mix {
  promotional: number;
  total: number;
}

export const percentOf = ({ promotional, total }: Mix) => (total === 0 ? 0 : Math.round((promotional / total) * 100));

const DAY_MS = 86_400_000;

/** The mix once this post is published as it stands in the draft. */
export function mixWith(mix: PostCounts['mix'], post: Post, promotional: boolean): Mix {
  const counted =
    post.status === 'published' && post.published_at ? Date.now() - Date.parse(post.published_at) < (mix.days) * DAY_MS : false;
  const before = counted && post.promotional ? 1 : 0;
  return { promotional: mix.promotional - before + (promotional ? 1 : 0), total: mix.total + (counted ? 0 : 1) };
}

/** How many more promotional posts fit under the ceiling, all else equal. Negative: it is passed. */
export function roomLeft({ promotional, total }: Mix, ceiling: number): number {
  const share = ceiling / 100;
  if (total > 0 && promotional / total > share) return -1;
  return Math.floor((share * total - promotional) / (1 - share) + 1e-9);
}
