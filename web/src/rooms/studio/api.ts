/* api.ts (studio): posts as curators see them, what can be done to them, and the counts beside them. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Post, PostCounts, PostInput, PostPatch, Posts } from '../../api/types.ts';

export const tabs = ['draft', 'pending', 'scheduled', 'published', 'archived', 'dropped'] as const;
export type Tab = (typeof tabs)[number];
export const isTab = (value: unknown): value is Tab => tabs.some((tab) => tab === value);

/** Where a post came from, as a name to read. */
export const originName = (post: Post, t: TFunction): string =>
  post.source?.title ?? t(post.imported ? 'studio.sourceGone' : 'studio.written');

export type Act = 'submit' | 'redraft' | 'publish' | 'unpublish' | 'schedule' | 'unschedule' | 'archive' | 'drop' | 'restore';
export interface Step {
  what: Act;
  /** When it is to be published: of `schedule`. */
  at?: string | undefined;
  /** Also above the ceiling of promotional posts. */
  confirm?: boolean;
}

const inverse: Record<Act, Act> = {
  submit: 'redraft',
  redraft: 'submit',
  publish: 'unpublish',
  unpublish: 'publish',
  schedule: 'unschedule',
  unschedule: 'schedule',
  archive: 'restore',
  drop: 'restore',
  restore: 'drop',
};

/** What is kept of the pictures that an article names; asked again while one is on its way. */
export const useArticlePictures = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.post, id, 'pictures'],
    queryFn: async () => (await data(api.GET('/api/v1/posts/{id}/article', { params: { path: { id } } }))).pictures,
    enabled,
    refetchInterval: ({ state }) => (state.data?.some(({ image, fault }) => !image && !fault) ? 3000 : false),
  });

/** What takes an act back, given the post as it was before. */
export function undoOf(what: Act, before: Post): Step[] {
  const at = before.scheduled_at;
  if (what === 'restore' && before.status === 'archived') return [{ what: 'archive' }];
  if (what === 'schedule' && at) return [{ what: 'schedule', at }];
  if (what === 'unschedule') return [{ what: 'schedule', at }];
  if (what === 'publish' && at) return [{ what: 'unpublish' }, { what: 'schedule', at }];
  return [{ what: inverse[what] }];
}

const PAGE = 25;
const listKey = (tab: Tab, q: string, unseen: boolean) => [...keys.studio, 'list', tab, q, unseen];
type List = InfiniteData<Posts, string | undefined>;

export const useList = (tab: Tab, q: string, unseen: boolean) =>
  useInfiniteQuery({
    queryKey: listKey(tab, q, unseen),
    queryFn: ({ pageParam }) => {
      const query = { status: tab, view: 'studio', limit: PAGE, q: q || undefined, unseen: unseen || undefined, cursor: pageParam } as const;
      return data(api.GET('/api/v1/posts', { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

const readPost = (id: string): Promise<Post> => data(api.GET('/api/v1/posts/{id}', { params: { path: { id } } }));

/** One post that no loaded page holds (a link to it was followed). */
export const usePost = (id: string | undefined) =>
  useQuery({ queryKey: [...keys.studio, 'post', id], queryFn: () => readPost(id ?? ''), enabled: Boolean(id) });

export const useCounts = () =>
  useQuery({ queryKey: [...keys.studio, 'counts'], queryFn: (): Promise<PostCounts> => data(api.GET('/api/v1/posts/counts')) });

export const useBrands = () => useQuery({ queryKey: keys.brands, queryFn: () => data(api.GET('/api/v1/brands')), staleTime: 5 * 60_000 });

function changeLists(client: QueryClient, change: (items: Post[]) => Post[]) {
  client.setQueriesData<List>({ queryKey: [...keys.studio, 'list'] }, (list) =>
    list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}

function put(client: QueryClient, post: Post) {
  changeLists(client, (items) => items.map((item) => (item.id === post.id ? { ...item, ...post } : item)));
  client.setQueryData([...keys.studio, 'post', post.id], post);
}

const patch = (id: string, body: PostPatch): Promise<Post> => data(api.PATCH('/api/v1/posts/{id}', { params: { path: { id } }, body }));

function act(id: string, { what, at, confirm }: Step): Promise<Post> {
  const params = { params: { path: { id } } };
  switch (what) {
    case 'submit':
      return data(api.POST('/api/v1/posts/{id}/submit', params));
    case 'redraft':
      return data(api.POST('/api/v1/posts/{id}/redraft', params));
    case 'publish':
      return data(api.POST('/api/v1/posts/{id}/publish', { ...params, body: { confirm } }));
    case 'unpublish':
      return data(api.POST('/api/v1/posts/{id}/unpublish', params));
    case 'schedule':
      return data(api.POST('/api/v1/posts/{id}/schedule', { ...params, body: { at: at ?? '', confirm } }));
    case 'unschedule':
      return data(api.POST('/api/v1/posts/{id}/unschedule', params));
    case 'archive':
      return data(api.POST('/api/v1/posts/{id}/archive', params));
    case 'drop':
      return data(api.POST('/api/v1/posts/{id}/drop', params));
    case 'restore':
      return data(api.POST('/api/v1/posts/{id}/restore', { ...params, body: { confirm } }));
  }
}

export type Marks = { featured?: boolean; pinned?: boolean; must_read?: boolean };

/** Featured, pinned, to be confirmed. */
export function useMark() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, marks }: { id: string; marks: Marks }): Promise<Post> =>
      data(api.PUT('/api/v1/posts/{id}/marks', { params: { path: { id } }, body: marks })),
    onSuccess: (post) => {
      put(client, post);
      void client.invalidateQueries({ queryKey: keys.feed });
    },
  });
}

/** Saves what was changed; the version it was made from goes along, so that nobody's work is overwritten. */
export function useSave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: PostPatch }) => patch(id, changes),
    onSuccess: (post) => {
      put(client, post);
      void client.invalidateQueries({ queryKey: [...keys.studio, 'counts'] });
      void client.invalidateQueries({ queryKey: keys.feed });
    },
  });
}

/** Loads the present version of a post into every list. */
export function useReload() {
  const client = useQueryClient();
  return async (id: string) => {
    const post = await readPost(id);
    put(client, post);
    // It may have left the list it was in.
    void client.invalidateQueries({ queryKey: [...keys.studio, 'list'] });
    return post;
  };
}

/** As long as a row takes to leave the inbox. */
const LEAVE_MS = 240;
const leave = () => new Promise((resolve) => setTimeout(resolve, LEAVE_MS));

/** Saves (when there are changes), then acts; the row leaves its list meanwhile. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, steps, changes }: { id: string; steps: Step[]; changes?: PostPatch | undefined }) => {
      const leaving = leave();
      if (changes) put(client, await patch(id, changes));
      let post: Post | undefined;
      for (const step of steps) post = await act(id, step);
      await leaving;
      return post as Post;
    },
    onSuccess: (post) => {
      changeLists(client, (items) => items.filter((item) => item.id !== post.id));
      client.setQueryData([...keys.studio, 'post', post.id], post);
      // Not waited for: the next key may come before the lists are read again.
      void refresh(client);
    },
  });
}

const refresh = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: [...keys.studio, 'list'] }),
    client.invalidateQueries({ queryKey: [...keys.studio, 'counts'] }),
    client.invalidateQueries({ queryKey: [...keys.studio, 'calendar'] }),
    client.invalidateQueries({ queryKey: [...keys.studio, 'campaigns'] }),
    client.invalidateQueries({ queryKey: keys.feed }),
    client.invalidateQueries({ queryKey: keys.sources }),
  ]);

export function useWrite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: PostInput): Promise<Post> => data(api.POST('/api/v1/posts', { body: input })),
    onSuccess: () => refresh(client),
  });
}

export type Kind = components['schemas']['post_kind'];
/** What each kind of post holds and needs; it does not change while the program runs. */
export const useKinds = () => useQuery({ queryKey: [...keys.studio, 'kinds'], queryFn: () => data(api.GET('/api/v1/posts/kinds')), staleTime: Infinity });

/** What a page says about itself. */
export const useUnfurl = () => useMutation({ mutationFn: (url: string) => data(api.POST('/api/v1/pages/unfurl', { body: { url } })) });
