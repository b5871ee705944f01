/* reading.ts: what was on the screen, told to the server in batches.
 *
 * A card counts once half of it (or of the screen, where it is taller) was in sight for a moment, in a window that is in front. What
 * cannot be told is dropped: nothing depends on it. Known to the reader alone. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { patchPosts } from '../../api/posts.ts';
import { keys } from '../../api/query.ts';
import type { Post } from '../../api/types.ts';

const IN_SIGHT_MS = 1500;
const WAIT_MS = 3000;
/** As the server takes at once. */
const BATCH = 100;
const MANY = 99;

const told = new Set<string>();
const waiting = new Set<string>();
let timer: number | undefined;
let cache: QueryClient | undefined;
let whose: string | undefined;

const send = (posts: string[]) =>
  fetch('/api/v1/me/read', {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'portevoix' },
    body: JSON.stringify({ posts }),
  });

/** The dot goes, and the number with it; nothing moves. */
function show(posts: string[]) {
  const now = new Set(posts);
  if (!cache) return;
  patchPosts(
    cache,
    (id) => now.has(id),
    (post) => (post.me ? { ...post, me: { ...post.me, read: true } } : post),
    (me) => (me.unread > MANY ? me : { ...me, unread: Math.max(0, me.unread - posts.length) }),
  );
}

function flush() {
  window.clearTimeout(timer);
  timer = undefined;
  const posts = [...waiting].slice(0, BATCH);
  if (posts.length === 0) return;
  for (const id of posts) waiting.delete(id);
  send(posts).then(
    ({ ok }) => {
      if (ok) show(posts);
    },
    () => undefined,
  );
}

const onHide = () => {
  if (document.visibilityState === 'hidden') flush();
};

/** The post was read. Once is enough. */
export function tellRead(client: QueryClient, post: Post) {
  if (!post.me || post.me.read) return;
  const me = client.getQueryData<{ id: string }>(keys.me)?.id;
  if (me !== whose) {
    forgetTold();
    whose = me;
  }
  if (told.has(post.id)) return;
  if (!cache) {
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', onHide);
  }
  cache = client;
  told.add(post.id);
  waiting.add(post.id);
  if (waiting.size >= BATCH) flush();
  else timer ??= window.setTimeout(flush, WAIT_MS);
}

/** Everything may be unread again, or is another person's. */
export const forgetTold = () => {
  told.clear();
  waiting.clear();
};

/** Tells of a post that was opened. */
export function useOpened(post: Post | undefined) {
  const client = useQueryClient();
  useEffect(() => {
    if (post) tellRead(client, post);
  }, [client, post]);
}

const STEPS = Array.from({ length: 11 }, (_, step) => step / 10);

/** Watches a card until it was in sight; the ref goes onto its element. */
export function useInSight(post: Post) {
  const client = useQueryClient();
  const last = useRef(post);
  last.current = post;
  const open = Boolean(post.me && !post.me.read);
  return useCallback(
    (card: HTMLElement | null) => {
      if (!card || !open || !('IntersectionObserver' in window)) return;
      let since: number | undefined;
      const stop = () => {
        window.clearTimeout(since);
        since = undefined;
      };
      const watcher = new IntersectionObserver((entries) => {
        const { intersectionRect, boundingClientRect, rootBounds } = entries[entries.length - 1]!;
        const room = Math.min(boundingClientRect.height, rootBounds?.height ?? window.innerHeight);
        if (intersectionRect.height < room / 2 || intersectionRect.height === 0) stop();
        else since ??= window.setTimeout(seen, IN_SIGHT_MS);
      }, { threshold: STEPS });
      const seen = () => {
        since = undefined;
        if (document.visibilityState === 'hidden') return;
        watcher.disconnect();
        tellRead(client, last.current);
      };
      watcher.observe(card);
      return () => {
        stop();
        watcher.disconnect();
      };
    },
    [client, open],
  );
}

/** The list of what is unread is asked for anew when it is opened, and not while it is looked at. */
export const renewUnread = (client: QueryClient) => client.removeQueries({ queryKey: keys.unread });
