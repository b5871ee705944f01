/* posts.ts (api): posts as they lie in kept answers, changed in place: what one just did shows at once, on every page that has the post. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { keys } from './query.ts';
import type { Post, PostPage } from './types.ts';

type Pages = InfiniteData<PostPage>;
const isPages = (data: unknown): data is Pages => Array.isArray((data as Pages | undefined)?.pages);

const inPage = (page: PostPage, change: (post: Post) => Post): PostPage => ({
  ...page,
  items: page.items.map(change),
  ...(page.lead && { lead: page.lead.map(change) }),
  ...(page.featured && { featured: page.featured.map(change) }),
});

/** Applies `change` to each kept post that `which` names, and `me` to what the pages say of their reader. */
export function patchPosts(client: QueryClient, which: (id: string) => boolean, change: (post: Post) => Post, me?: (me: NonNullable<PostPage['me']>) => NonNullable<PostPage['me']>) {
  const one = (post: Post) => (which(post.id) ? change(post) : post);
  for (const queryKey of [keys.feed, keys.unread]) {
    client.setQueriesData({ queryKey }, (data: unknown) =>
      isPages(data) ? { ...data, pages: data.pages.map((page) => ({ ...inPage(page, one), ...(page.me && me && { me: me(page.me) }) })) } : data,
    );
  }
  client.setQueriesData({ queryKey: keys.post }, (data: unknown) => (typeof (data as Post | undefined)?.title === 'string' ? one(data as Post) : data));
}
