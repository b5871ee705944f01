/* ItemList.tsx: the left pane: what waits, what is out, what was put aside. */
import { ActionIcon, Button, CloseButton, Skeleton, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconRss, IconSearch, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post, PostCounts, PostFound } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { hiddenBefore, Marked } from '../../ui/Marked.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { ownImage, Thumb } from '../../ui/PostImage.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { originName, type Tab, type useList } from './api.ts';
import classes from './studio.module.css';

export interface SearchHandle {
  open: () => void;
}

interface ItemListProps {
  tab: Tab;
  list: ReturnType<typeof useList>;
  items: Post[];
  selected: string | undefined;
  leaving: string | null;
  counts: PostCounts | undefined;
  /** Only those that nobody could see. */
  unseen: boolean;
  dirty: (post: Post) => boolean;
  q: string;
  asked: string;
  onQ: (q: string) => void;
  search: Ref<SearchHandle>;
  onSelect: (id: string) => void;
}

export function ItemList({ tab, list, items, selected, leaving, counts, unseen, dirty, q, asked, onQ, search, onSelect }: ItemListProps) {
  const { t } = useTranslation();
  const found = useMemo(() => new Map(list.data?.pages.flatMap((page) => page.found ?? []).map((one) => [one.id, one])), [list.data]);
  return (
    <section className={classes.list} aria-label={t(`studio.tab.${tab}`)}>
      <ListHead tab={tab} counts={counts} q={q} asked={asked} found={list.isSuccess ? items.length : undefined} more={list.hasNextPage} onQ={onQ} search={search} />
      <Unseen tab={tab} on={unseen} count={counts?.unseen ?? 0} />
      <div className={classes.rows} aria-busy={list.isFetching || undefined}>
        {list.isPending && <RowSkeletons />}
        {list.isError && (
          <div className={classes.pad}>
            <ErrorCard title={t('studio.failed')} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
          </div>
        )}
        {list.isSuccess && items.length === 0 && <Nothing tab={tab} asked={asked} onClear={() => onQ('')} />}
        {items.length > 0 && (
          <ul className={classes.plain}>
            {items.map((post) => (
              <Row
                key={post.id}
                post={post}
                found={found.get(post.id)}
                selected={post.id === selected}
                leaving={post.id === leaving}
                dirty={dirty(post)}
                onSelect={onSelect}
              />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <div className={classes.pad}>
            <Button variant="default" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('common.more')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** Posts that nobody could see any more: a group was emptied, a channel deleted. Nothing is public by that, but somebody should look. */
function Unseen({ tab, on, count }: { tab: Tab; on: boolean; count: number }) {
  const { t } = useTranslation();
  const { spelled } = useLocale();
  if (count === 0 && !on) return null;
  const here = tab === 'scheduled' ? tab : 'published';
  return (
    <div className={classes.unseen} role="status">
      {on ? t('studio.unseen.shown') : t('studio.unseen.count', { count, n: spelled(count) })}{' '}
      <Link to="/studio" search={on ? { view: tab === 'pending' ? undefined : tab } : { view: here, unseen: true }} className="pv-link">
        {on ? t('studio.unseen.all') : t('studio.unseen.show')}
      </Link>
    </div>
  );
}

interface HeadProps extends Pick<ItemListProps, 'tab' | 'counts' | 'q' | 'asked' | 'onQ' | 'search'> {
  found: number | undefined;
  more: boolean;
}

/** How many and from where; behind the glass, a search. */
function ListHead({ tab, counts, q, asked, found, more, onQ, search }: HeadProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [searching, setSearching] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const glass = useRef<HTMLButtonElement>(null);
  useImperativeHandle(search, () => ({ open: () => setSearching(true) }), []);
  useEffect(() => {
    if (searching) box.current?.focus();
  }, [searching]);
  const close = () => {
    onQ('');
    setSearching(false);
    requestAnimationFrame(() => glass.current?.focus());
  };
  if (searching) {
    return (
      <div className={classes.listHead}>
        <TextInput
          ref={box}
          size="sm"
          flex={1}
          type="search"
          maxLength={100}
          aria-label={t('studio.search')}
          placeholder={t('studio.search')}
          leftSection={<Icon of={IconSearch} size={18} />}
          value={q}
          onChange={(event) => onQ(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
        <CloseButton size={36} aria-label={t('studio.searchClose')} onClick={close} />
      </div>
    );
  }
  const count = counts?.[tab];
  const sources = tab === 'pending' ? counts?.pending_sources : undefined;
  return (
    <div className={classes.listHead}>
      <Text size="xs" c="dimmed" flex={1}>
        {asked && found !== undefined
          ? `${number(found)}${more ? '+' : ''}`
          : count !== undefined &&
            (sources ? t('studio.count.from', { items: t('studio.count.items', { count, n: number(count) }), sources: t('studio.count.sources', { count: sources, n: number(sources) }) }) : t('studio.count.items', { count, n: number(count) }))}
      </Text>
      <ActionIcon ref={glass} size={36} aria-label={t('studio.search')} onClick={() => setSearching(true)}>
        <Icon of={IconSearch} />
      </ActionIcon>
    </div>
  );
}

interface RowProps {
  post: Post;
  /** Where the words that were looked for stand. */
  found: PostFound | undefined;
  selected: boolean;
  leaving: boolean;
  dirty: boolean;
  onSelect: (id: string) => void;
}

const Row = memo(function Row({ post, found, selected, leaving, dirty, onSelect }: RowProps) {
  const { t } = useTranslation();
  const { when } = useLocale();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const at = post.status === 'published' ? (post.published_at ?? post.issued_at) : (post.scheduled_at ?? post.issued_at);
  const kind = post.kind === 'link' || (post.kind === 'article' && post.imported) ? false : t(`studio.kind.${post.kind}`);
  const { context, time, day, date } = when(at);
  const shortly = context === 'yesterday' ? t('studio.yesterday') : context === 'weekday' ? day : context === 'date' ? date : time;
  const marks = [
    dirty && t('studio.mark.draft'),
    post.must_read && t('studio.mark.mustRead'),
    post.pinned && t('studio.mark.pinned'),
    post.featured && t('studio.mark.featured'),
    kind,
    post.promotional && t('studio.mark.promotional'),
    post.audience === 'internal' && t('studio.mark.internal'),
    post.also_seen && post.also_seen.length > 0 && t('studio.mark.seen', { sources: post.also_seen.join(', ') }),
  ].filter(Boolean);
  return (
    <li className={classes.item} data-leaving={leaving || undefined}>
      <UnstyledButton ref={row} className={classes.row} data-selected={selected || undefined} aria-current={selected || undefined} onClick={() => onSelect(post.id)}>
        <span className={classes.rowText}>
          <span className={classes.rowMeta}>
            <Origin post={post} />
            <span className={classes.cut}>{originName(post, t)}</span>
            <time dateTime={at} className={classes.rowTime}>
              {shortly}
            </time>
          </span>
          <span className={classes.rowTitle} lang={post.language || undefined}>
            <Marked text={post.title} marks={found?.title} />
          </span>
          {found && <FoundIn post={post} found={found} />}
          {marks.length > 0 && <span className={classes.rowMarks}>{marks.join(' · ')}</span>}
        </span>
        {(post.image || ownImage(post.image_url)) && <Thumb image={post.image} url={post.image_url} width={64} height={48} />}
      </UnstyledButton>
    </li>
  );
});

/** Letters of two lines of a row that are read without looking for them. */
const ROW_SIGHT = 60;

/** Where else the words stand: a row shows the title alone. */
function FoundIn({ post, found }: { post: Post; found: PostFound }) {
  const skipped = hiddenBefore(post.body, found.body[0]?.from, ROW_SIGHT);
  if (!found.excerpt && found.body.length === 0) return null;
  return (
    <span className={classes.rowFound} lang={post.language || undefined}>
      {found.body.length > 0 ? (
        <>
          {skipped > 0 && '… '}
          <Marked text={post.body} marks={found.body} from={skipped} />
        </>
      ) : (
        <Marked text={found.excerpt ?? ''} marks={found.excerpt_marks} />
      )}
    </span>
  );
}

/** The sign of where it came from: a network, a feed, or this very space. */
export function Origin({ post }: { post: Post }) {
  if (!post.source) return <Icon of={IconPencil} size={15} />;
  return post.network === 'web' ? <Icon of={IconRss} size={15} /> : <NetworkIcon network={post.network} size={15} />;
}

function Nothing({ tab, asked, onClear }: { tab: Tab; asked: string; onClear: () => void }) {
  const { t } = useTranslation();
  if (asked) {
    return (
      <Empty title={t('studio.empty.search.title', { q: asked })} action={<Button variant="default" onClick={onClear}>{t('studio.empty.search.action')}</Button>}>
        {t('studio.empty.search.text')}
      </Empty>
    );
  }
  return (
    <Empty
      title={t(`studio.empty.${tab}.title`)}
      art={<QuietHills />}
      action={
        tab === 'pending' ? (
          <Button variant="default" component={Link} to="/studio/sources">
            {t('studio.empty.pending.action')}
          </Button>
        ) : (
          <Button variant="default" component={Link} to="/studio">
            {t('studio.empty.action')}
          </Button>
        )
      }
    >
      {t(`studio.empty.${tab}.text`)}
    </Empty>
  );
}

function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')} className={classes.late}>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={classes.row}>
          <span className={classes.rowText}>
            <Skeleton height={13} width="55%" mb={10} />
            <Skeleton height={15} width="95%" mb={7} />
            <Skeleton height={15} width="60%" />
          </span>
          <Skeleton height={48} width={64} radius="sm" />
        </div>
      ))}
    </div>
  );
}
