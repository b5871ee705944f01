/* useAutosave.ts: what is typed is kept at once on this device, and a pause later on the server. A newer version from somebody else stops
 * the saving until the curator has looked at both; nothing is thrown away by itself. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, data } from '../../api/client.ts';
import { ApiError, isProblem, OFFLINE, toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { Post } from '../../api/types.ts';
import { differing, patchOfWhole, wholeOf, type Changes, type Whole } from './whole.ts';

const PAUSE_MS = 2000;
const AGAIN_MS = 15_000;

export interface Stored {
  post: Post;
  article: string;
}
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'refused' | 'conflict';

export async function readStored(id: string): Promise<Stored> {
  const params = { params: { path: { id } } };
  const [post, article] = await Promise.all([data(api.GET('/api/v1/posts/{id}', params)), data(api.GET('/api/v1/posts/{id}/article', params))]);
  return { post, article: article.text };
}

interface Copy {
  version: number;
  changes: Changes;
}
/** How long a save waits for the one before it, and how often it looks. */
const SAVE_WAIT_MS = 15_000;
const LOOK_MS = 50;

const copyKey = (member: string, id: string) => `pv.editor.${member}.${id}`;

function readCopy(key: string): Copy | null {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? 'null') as Copy | null;
    return found && typeof found.version === 'number' ? found : null;
  } catch {
    return null;
  }
}

function writeCopy(key: string, copy: Copy | null) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify(copy));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the server still gets it after the pause.
  }
}

export function useAutosave(member: string, first: Stored, partsOf: (kind: string) => readonly string[]) {
  const client = useQueryClient();
  const key = copyKey(member, first.post.id);
  const [found] = useState(() => readCopy(key));
  const [stored, setStored] = useState(first);
  const [changes, setChanges] = useState<Changes>(() => (found ? differing(wholeOf(first.post, first.article), found.changes) : {}));
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [theirs, setTheirs] = useState<Stored | null>(() =>
    found && found.version !== first.post.version && Object.keys(differing(wholeOf(first.post, first.article), found.changes)).length > 0 ? first : null,
  );
  const latest = useRef({ stored, changes, saving, theirs });
  latest.current = { stored, changes, saving, theirs };
  const base = wholeOf(stored.post, stored.article);
  const dirty = Object.keys(changes).length > 0;

  useEffect(() => writeCopy(key, dirty ? { version: stored.post.version, changes } : null), [key, dirty, changes, stored]);

  const take = useCallback(
    (next: Stored) => {
      setStored(next);
      client.setQueryData([...keys.studio, 'whole', next.post.id], next);
      void client.invalidateQueries({ queryKey: [...keys.studio, 'list'] });
      void client.invalidateQueries({ queryKey: keys.feed });
      void client.invalidateQueries({ queryKey: [...keys.post, next.post.id] });
    },
    [client],
  );

  const save = useCallback(async (confirm = false): Promise<boolean> => {
    // Whoever publishes right after typing meets the save that is on its way: it ends first, then the rest is saved.
    for (let waited = 0; latest.current.saving && waited < SAVE_WAIT_MS; waited += LOOK_MS) await new Promise((go) => window.setTimeout(go, LOOK_MS));
    const { stored: from, changes: sent, saving: busy, theirs: open } = latest.current;
    if (busy || open || Object.keys(sent).length === 0) return !open && !busy;
    const whole = wholeOf(from.post, from.article);
    if (!(sent.title ?? whole.title).trim()) return false;
    setSaving(true);
    try {
      const body = { ...patchOfWhole(whole, sent, partsOf(sent.kind ?? whole.kind), from.post.version), ...(confirm ? { confirm } : {}) };
      const post = await data(api.PATCH('/api/v1/posts/{id}', { params: { path: { id: from.post.id } }, body }));
      const next = { post, article: sent.article ?? from.article };
      take(next);
      setProblem(null);
      // What was typed while this was on its way is still to be saved.
      setChanges((now) => differing({ ...wholeOf(next.post, next.article), ...sent } as Whole, now));
      return true;
    } catch (error) {
      setProblem(toApiError(error));
      if (isProblem(error, 'conflict')) {
        const newer = await readStored(from.post.id).catch(() => null);
        if (newer) setTheirs(newer);
      }
      return false;
    } finally {
      setSaving(false);
    }
  }, [partsOf, take]);

  // After a pause; again while the server cannot be reached. What it refused waits for the next change.
  const refused = problem !== null && !problem.transient;
  useEffect(() => {
    if (!dirty || saving || theirs || refused) return;
    const timer = window.setTimeout(() => void save(), problem ? AGAIN_MS : PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [dirty, changes, saving, theirs, refused, problem, save]);

  useEffect(() => {
    const online = () => void save();
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [save]);

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);

  const set = useCallback((part: Changes) => {
    setProblem((now) => (now?.transient ? now : null));
    setChanges((now) => differing(wholeOf(latest.current.stored.post, latest.current.stored.article), { ...now, ...part }));
  }, []);

  /** Both versions were looked at: goes on from theirs, with mine over it or without. */
  const settle = useCallback(
    (mine: boolean) => {
      const newer = latest.current.theirs;
      if (!newer) return;
      take(newer);
      setTheirs(null);
      setProblem(null);
      setChanges((now) => (mine ? differing(wholeOf(newer.post, newer.article), now) : {}));
    },
    [take],
  );

  const state: SaveState = theirs ? 'conflict' : saving ? 'saving' : problem?.slug === OFFLINE ? 'offline' : refused ? 'refused' : dirty ? 'waiting' : 'saved';
  return { stored, fields: { ...base, ...changes }, changes, set, save, take, state, problem, theirs, settle, recovered: found !== null && dirty };
}
