/* StudioPage.tsx: the inbox. A list, one item, what it does to the mix; made for keys. */
import { VisuallyHidden } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { isProblem, toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { undoOf, useAct, useCounts, useList, usePost, useReload, useSave, type Act, type Tab } from './api.ts';
import { Detail } from './Detail.tsx';
import { isDirty, patchOf, useDrafts } from './draft.ts';
import { ItemList, type SearchHandle } from './ItemList.tsx';
import { refusalText } from './missing.ts';
import { MixPane } from './MixPane.tsx';
import { Notice } from './Notice.tsx';
import { ShortcutBar, type Saved } from './Shortcuts.tsx';
import { useKeys, useKeysOn } from './useKeys.ts';
import classes from './studio.module.css';

const Help = lazy(() => import('./Help.tsx'));
const ConfirmMix = lazy(() => import('./ConfirmMix.tsx'));
const Schedule = lazy(() => import('./Schedule.tsx'));

interface Done {
  what: Act;
  post: Post;
  /** As it was before. */
  before: Post;
  from: Tab;
}

export function StudioPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: '/app/studio/' });
  const tab: Tab = search.view ?? 'pending';
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false }) === true;
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false }) === true;
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q.trim(), 250);
  const unseen = search.unseen === true;
  const list = useList(tab, asked, unseen);
  const counts = useCounts();
  const { drafts, set, clear } = useDrafts(me.id);
  const act = useAct();
  const save = useSave();
  const reload = useReload();
  const [keysOn] = useKeysOn();
  const [leaving, setLeaving] = useState<string | null>(null);
  const [done, setDone] = useState<Done[]>([]);
  const [notice, setNotice] = useState<Done | null>(null);
  const [problem, setProblem] = useState<{ id: string; text: string; conflict: boolean } | null>(null);
  const [editing, setEditing] = useState<'post' | 'caption' | null>(null);
  const [help, setHelp] = useState(false);
  const [timing, setTiming] = useState(false);
  const [over, setOver] = useState<{ post: Post; what: Act | 'save'; at: string | undefined } | null>(null);
  const [said, setSaid] = useState('');
  const searchBox = useRef<SearchHandle>(null);
  usePlaceTitle(`${t('nav.studio')}, ${t(`studio.tab.${tab}`)}`);

  const items = useMemo<Post[]>(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const listed = items.find((item) => item.id === search.post);
  const alone = usePost(search.post && list.isSuccess && !listed ? search.post : undefined);
  const linked = alone.data?.status === tab ? alone.data : undefined;
  const selected = listed ?? linked ?? (phone ? undefined : items.find((item) => item.id !== leaving));
  const at = selected ? items.indexOf(selected) : -1;
  const waits = tab === 'pending' || tab === 'draft';
  const fixed = tab === 'dropped' || tab === 'archived';
  const dirty = selected ? isDirty(selected, drafts[selected.id]) : false;

  const select = useCallback(
    (id: string | undefined, replace = true) =>
      void navigate({ to: '/studio', search: (now) => ({ ...now, post: id }), replace, resetScroll: false }),
    [navigate],
  );
  useEffect(() => setEditing(null), [selected?.id]);
  useEffect(() => {
    setNotice(null);
    setLeaving(null);
  }, [tab]);
  useLeaveGuard(Object.keys(drafts).length > 0);

  const step = (by: number) => {
    const next = items[at < 0 ? 0 : at + by];
    if (!next) return;
    if (by > 0 && at + by >= items.length - 3 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    select(next.id);
    setSaid(t('studio.said', { title: next.title, n: at + by + 1 }));
  };

  /** A refusal stays beside the item it is about. A conflict brings the newer version under what was typed. */
  const refused = async (post: Post, error: unknown) => {
    const conflict = isProblem(error, 'conflict');
    if (conflict || isProblem(error, 'state')) await reload(post.id).catch(() => undefined);
    setProblem({ id: post.id, conflict, text: conflict ? t('studio.conflict') : refusalText(toApiError(error), t) });
  };

  const saveNow = (post: Post | undefined = selected, confirm = false) => {
    if (!post || !isDirty(post, drafts[post.id]) || save.isPending) return;
    setProblem(null);
    save.mutate(
      { id: post.id, changes: { ...patchOf(post, drafts[post.id]), ...(confirm ? { confirm } : {}) } },
      {
        onSuccess: () => {
          clear(post.id);
          setEditing(null);
        },
        onError: (error) => (isProblem(error, 'confirm') ? setOver({ post, what: 'save', at: undefined }) : void refused(post, error)),
      },
    );
  };

  const run = (what: Act, when?: string, post: Post | undefined = selected, confirm = false) => {
    if (!post || act.isPending || save.isPending) return;
    const next = items[at + 1] ?? items[at - 1];
    const changes = what !== 'drop' && post.status !== 'dropped' && isDirty(post, drafts[post.id]) ? { ...patchOf(post, drafts[post.id]), ...(confirm ? { confirm } : {}) } : undefined;
    // Of what is out, becoming promotional is asked for itself.
    const held = changes?.promotional === true && (post.status === 'published' || post.status === 'scheduled');
    setProblem(null);
    setLeaving(post.id);
    select(phone ? undefined : next?.id);
    act.mutate(
      { id: post.id, steps: [{ what, at: when, confirm }], changes },
      {
        onSuccess: (now) => {
          if (changes) clear(post.id);
          const entry = { what, post: now, before: post, from: tab };
          setDone((all) => [...all.slice(-19), entry]);
          setNotice(entry);
        },
        onError: (error) => {
          select(post.id);
          if (!isProblem(error, 'confirm')) return void refused(post, error);
          // What was typed has been saved before the step was refused.
          if (changes && !held) clear(post.id);
          setOver({ post, what, at: when });
        },
        onSettled: () => setLeaving(null),
      },
    );
  };

  const undo = () => {
    const last = done.at(-1);
    if (!last || act.isPending) return;
    act.mutate(
      { id: last.post.id, steps: undoOf(last.what, last.before).map((back) => ({ ...back, confirm: true })) },
      {
        onSuccess: () => {
          setDone((all) => all.slice(0, -1));
          setNotice(null);
          void navigate({ to: '/studio', search: { view: last.from === 'pending' ? undefined : last.from, post: phone ? undefined : last.post.id }, replace: true });
          setSaid(t('studio.undone', { title: last.post.title }));
        },
        onError: (error) => void refused(last.post, error),
      },
    );
  };

  const shareable = selected ? (drafts[selected.id]?.audience ?? selected.audience) !== 'internal' : false;
  useKeys(
    {
      j: () => step(1),
      ArrowDown: () => step(1),
      k: () => step(-1),
      ArrowUp: () => step(-1),
      a: waits || tab === 'scheduled' ? () => run('publish') : undefined,
      p: selected && (waits || tab === 'scheduled') ? () => setTiming(true) : undefined,
      d: waits ? () => run('drop') : undefined,
      u: tab === 'published' ? () => run('unpublish') : tab === 'scheduled' ? () => run('unschedule') : undefined,
      x: tab === 'published' ? () => run('archive') : undefined,
      r: fixed ? () => run('restore') : undefined,
      e: selected && !fixed ? () => flushSync(() => setEditing('post')) : undefined,
      c: selected && shareable && !fixed ? () => flushSync(() => setEditing('caption')) : undefined,
      s: dirty ? () => saveNow() : undefined,
      z: done.length > 0 ? undo : undefined,
      '/': () => searchBox.current?.open(),
      '?': () => setHelp(true),
    },
    keysOn,
  );

  const status: Saved = act.isPending || save.isPending ? 'saving' : problem ? 'failed' : dirty ? 'dirty' : done.length > 0 || save.isSuccess ? 'saved' : 'none';
  const mix = <MixPane counts={counts} post={selected} promotional={selected ? (drafts[selected.id]?.promotional ?? selected.promotional) : false} />;

  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <div className={classes.panes} data-detail={(phone && Boolean(search.post)) || undefined}>
        <ItemList
          tab={tab}
          list={list}
          items={items}
          selected={phone ? undefined : selected?.id}
          leaving={leaving}
          counts={counts.data}
          unseen={unseen}
          dirty={(post) => isDirty(post, drafts[post.id])}
          q={q}
          asked={asked}
          onQ={setQ}
          search={searchBox}
          onSelect={(id) => select(id, !phone)}
        />
        <Detail
          tab={tab}
          post={selected}
          loading={list.isPending || (Boolean(search.post) && !listed && alone.isLoading)}
          missing={phone && Boolean(search.post) && list.isSuccess && !selected && !alone.isLoading}
          place={at >= 0 ? { n: at + 1, of: asked ? items.length : Math.max(counts.data?.[tab] ?? 0, items.length) } : undefined}
          mix={counts.data?.mix}
          draft={selected ? drafts[selected.id] : undefined}
          editing={editing}
          dirty={dirty}
          busy={act.isPending || save.isPending}
          saving={save.isPending}
          problem={problem && problem.id === selected?.id ? problem : null}
          onDraft={(part) => selected && set(selected.id, part)}
          onForget={() => {
            if (selected) clear(selected.id);
            setEditing(null);
            setProblem(null);
          }}
          onEdit={setEditing}
          onSave={() => saveNow()}
          onAct={run}
          onTime={() => setTiming(true)}
          onBack={() => select(undefined)}
          below={wide ? null : mix}
        />
        {wide && <aside className={classes.side}>{mix}</aside>}
        <Notice text={notice && t(`studio.did.${notice.what}`, { title: notice.post.title })} busy={act.isPending} onUndo={undo} onGone={() => setNotice(null)} />
      </div>
      <ShortcutBar tab={tab} on={keysOn} saved={status} onHelp={() => setHelp(true)} />
      {timing && selected && (
        <Suspense fallback={null}>
          <Schedule
            post={selected}
            onClose={() => setTiming(false)}
            onChosen={(at) => {
              setTiming(false);
              run('schedule', at);
            }}
          />
        </Suspense>
      )}
      {over && (
        <Suspense fallback={null}>
          <ConfirmMix
            post={over.post}
            at={over.at}
            change={over.what === 'save'}
            onClose={() => setOver(null)}
            onConfirm={() => {
              setOver(null);
              if (over.what === 'save') saveNow(over.post, true);
              else run(over.what, over.at, over.post, true);
            }}
          />
        </Suspense>
      )}
      {help && (
        <Suspense fallback={null}>
          <Help onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </>
  );
}

/** The browser asks before it forgets what was typed. */
function useLeaveGuard(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [on]);
}
