/* Feed.tsx: the list itself: skeleton, nothing yet, not possible, filled; more when the end comes near. */
import { Button, Divider, Group } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Fragment, startTransition, useCallback, useDeferredValue, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { mayCurate, type Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { UNREAD, useAllRead, useConfirm, useFeed } from './api.ts';
import classes from './home.module.css';
import { PostCard } from './PostCard.tsx';
import search from './search.module.css';

interface FeedProps {
  network: string | undefined;
  /** Words that are looked for; empty: the whole feed. */
  q: string;
  onClear: () => void;
}

export function Feed(props: FeedProps) {
  return (
    <>
      {props.network === UNREAD && !props.q && <UnreadTools />}
      <List {...props} />
    </>
  );
}

function List({ network, q, onClear }: FeedProps) {
  const { t } = useTranslation();
  const { when } = useLocale();
  const feed = useFeed(network, q);
  // Drawn in slices: a phone stays responsive while a page of cards comes in.
  const data = useDeferredValue(feed.data);
  const posts = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const found = useMemo(() => new Map(data?.pages.flatMap((page) => page.found ?? []).map((f) => [f.id, f])), [data]);
  const lead = data?.pages[0]?.lead ?? [];
  const [confirmed, setConfirmed] = useState<Post | null>(null);
  const onConfirmed = useCallback((post: Post) => setConfirmed(post), []);
  const onGone = useCallback(() => setConfirmed(null), []);
  const lastVisit = data?.pages[0]?.me?.new_since ?? undefined;
  const seenFrom = q || network === UNREAD ? -1 : firstSeen(posts, lastVisit);

  if (feed.isPending || (feed.data && !data)) return <FeedSkeleton />;
  const failed = feed.isError && (
    <ErrorCard title={t('home.failed')} error={feed.error} retry={() => void feed.refetch()} retrying={feed.isFetching} />
  );
  if (!data) return failed;
  if (q && posts.length === 0) return <NothingFound q={q} network={network} onClear={onClear} />;
  if (posts.length === 0 && lead.length === 0) return network === UNREAD ? <NothingUnread /> : <NothingYet network={network} />;
  return (
    <>
      {failed}
      {q && (
        <p role="status" className={search.status}>
          {t('home.search.found', { q })}
        </p>
      )}
      {lead.map((post, index) => (
        <PostCard key={post.id} post={post} eager={index === 0} lead onConfirmed={onConfirmed} />
      ))}
      <InSlices count={posts.length}>
        {(shown) =>
          posts.slice(0, shown).map((post, index) => (
            <Fragment key={post.id}>
              {index === seenFrom && lastVisit && (
                <Divider className={classes.divider} label={t('home.seen', { ...when(lastVisit) })} labelPosition="center" />
              )}
              <PostCard post={post} eager={index === 0 && lead.length === 0} found={found.get(post.id)} />
            </Fragment>
          ))
        }
      </InSlices>
      <More hasMore={feed.hasNextPage} loading={feed.isFetchingNextPage} load={() => void feed.fetchNextPage()} />
      <Confirmed post={confirmed} onGone={onGone} />
    </>
  );
}

/** When the app starts, as many cards as a screen holds, then as many again, each seen before the next are drawn. Afterwards all at once, so that who
 * comes back to the feed finds the place they left. */
const SLICE = 2;
let starting = true;
function InSlices({ count, children }: { count: number; children: (shown: number) => ReactNode }) {
  const [shown, setShown] = useState(starting ? SLICE : Infinity);
  useEffect(() => {
    if (shown >= count) {
      starting = false;
      setShown(Infinity);
      return;
    }
    const timer = window.setTimeout(() => startTransition(() => setShown(shown + SLICE)));
    return () => window.clearTimeout(timer);
  }, [shown, count]);
  return <>{children(Math.min(shown, count))}</>;
}

const STAY_MS = 10_000;

/** What was just confirmed, and the way back. */
function Confirmed({ post, onGone }: { post: Post | null; onGone: () => void }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  useEffect(() => {
    if (!post) return;
    const timer = window.setTimeout(onGone, STAY_MS);
    return () => window.clearTimeout(timer);
  }, [post, onGone]);
  return (
    <div role="status">
      {post && (
        <div className={classes.notice}>
          {t('home.mustRead.confirmed')}
          <button type="button" onClick={() => confirm.mutate({ id: post.id, confirmed: false }, { onSettled: onGone })}>
            {t('home.mustRead.undo')}
          </button>
        </div>
      )}
    </div>
  );
}

/** Over the list of what is unread, also while that is asked for anew: the one press that ends it, and the way back. */
function UnreadTools() {
  const { t } = useTranslation();
  const first = useFeed(UNREAD, '').data?.pages[0];
  const some = Boolean(first && (first.items.length > 0 || first.lead?.length));
  const all = useAllRead();
  const [marked, setMarked] = useState(false);
  useEffect(() => {
    if (!marked) return;
    const timer = window.setTimeout(() => setMarked(false), STAY_MS);
    return () => window.clearTimeout(timer);
  }, [marked]);
  return (
    <div className={some ? undefined : classes.onlyNotice}>
      {some && (
        <div className={classes.unreadTools}>
          <span role={all.isError ? 'alert' : undefined}>{all.isError ? t('home.unread.failed') : t('home.unread.note')}</span>
          <Button variant="default" flex="none" loading={all.isPending} onClick={() => all.mutate(true, { onSuccess: () => setMarked(true) })}>
            {t('home.unread.all')}
          </Button>
        </div>
      )}
      <div role="status">
        {marked && (
          <div className={classes.notice}>
            {t('home.unread.done')}
            <button type="button" onClick={() => all.mutate(false, { onSettled: () => setMarked(false) })}>
              {t('home.unread.undo')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

function NothingUnread() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('home.unread.empty')}
      art={<QuietHills />}
      action={
        <Button variant="default" component={Link} to="/">
          {t('home.unread.back')}
        </Button>
      }
    >
      {t('home.unread.emptyText')}
    </Empty>
  );
}

/** Where the line "already there" goes: after at least one new post, before the first older one. -1: nowhere. */
function firstSeen(posts: Post[], lastVisit: string | undefined): number {
  if (!lastVisit) return -1;
  const at = posts.findIndex((post) => Date.parse(post.published_at ?? post.issued_at) <= Date.parse(lastVisit));
  return at > 0 ? at : -1;
}

interface MoreProps {
  hasMore: boolean;
  loading: boolean;
  load: () => void;
}

/** Loads by itself when the end comes near; the button is for keyboards, and for browsers that save. */
function More({ hasMore, loading, load }: MoreProps) {
  const { t } = useTranslation();
  const { ref, entry } = useIntersection({ rootMargin: '600px' });
  const near = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (near && hasMore && !loading) load();
  }, [near, hasMore, loading, load]);
  return (
    <div ref={ref} className={classes.end}>
      {hasMore && (
        <Button variant="default" onClick={load} loading={loading}>
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}

/** Nothing has the words: what else may be typed, and the way back. */
function NothingFound({ q, network, onClear }: { q: string; network: string | undefined; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <Empty
        title={t('home.search.nothing', { q })}
        art={<QuietHills />}
        action={
          <Group gap="xs" justify="center">
            <Button variant="default" onClick={onClear}>
              {t('home.search.back')}
            </Button>
            {network && (
              <Button variant="subtle" component={Link} to="/" search={{ q } as never}>
                {t('home.search.everywhere')}
              </Button>
            )}
          </Group>
        }
      >
        {t('home.search.help')}
      </Empty>
    </div>
  );
}

function NothingYet({ network }: { network: string | undefined }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Empty
      title={t('home.empty.title')}
      art={<QuietHills />}
      action={
        !network &&
        mayCurate(me) && (
          <Group gap="xs" justify="center">
            <Button component={Link} to="/sources">
              {t('home.empty.follow')}
            </Button>
            <Button component={Link} to="/studio" variant="subtle">
              {t('home.empty.action')}
            </Button>
          </Group>
        )
      }
    >
      {mayCurate(me) ? t('home.empty.curator') : t('home.empty.text')}
    </Empty>
  );
}

/** The card's own shape, in plain elements: it is the first thing a phone draws. */
function FeedSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.feed} role="status" aria-label={t('common.loading')}>
      {[0, 1].map((index) => (
        <div key={index} className={classes.card}>
          <div className={classes.head}>
            <i className={classes.bone} style={{ width: 40, height: 40, borderRadius: 9 }} />
            <div className={classes.headWords}>
              <i className={classes.bone} style={{ width: 118 }} />
              <i className={classes.bone} style={{ width: 84, marginTop: 8 }} />
            </div>
          </div>
          <i className={classes.bone} style={{ width: '88%', height: 16, margin: '22px 0 16px' }} />
          <i className={classes.bone} style={{ marginBottom: 8 }} />
          <i className={classes.bone} style={{ width: '94%', marginBottom: 8 }} />
          <i className={classes.bone} style={{ width: '70%' }} />
          <i className={classes.bone} style={{ height: 'auto', aspectRatio: '2 / 1', borderRadius: 8, margin: '16px 0' }} />
          <div className={classes.foot}>
            <i className={classes.bone} style={{ width: 96, height: 18 }} />
            <i className={classes.bone} style={{ width: 130, height: 44, borderRadius: 12 }} />
          </div>
        </div>
      ))}
    </div>
  );
}
