/* api.ts (import): staff lists on their way into the directory. The server holds each one as a record, so that a reload, another
 * device or another admin find it where it stands. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Import, ImportField, ImportResult } from '../../api/types.ts';

export const PAGE = 50;
const LIST_PAGE = 10;
const ALL_PAGE = 200;
const POLL_MS = 700;

export const working = (status: Import['status']) => status === 'parsing' || status === 'applying' || status === 'undoing';

const one = (id: string) => [...keys.imports, id];

export const useImports = () =>
  useInfiniteQuery({
    queryKey: [...keys.imports, 'list'],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/imports', { params: { query: { limit: LIST_PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
  });

/** Asked again and again while the server is at it; not while this page is in the background or offline. */
export const useImport = (id: string) =>
  useQuery({
    queryKey: one(id),
    queryFn: () => data(api.GET('/api/v1/imports/{id}', { params: { path: { id } } })),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data && working(query.state.data.status) ? POLL_MS : false),
  });

const rowsPage = (id: string, result: ImportResult, limit: number, cursor?: string) =>
  data(api.GET('/api/v1/imports/{id}/rows', { params: { path: { id }, query: { result, limit, cursor } } }));

/** One page of lines. `stage` keeps what was read before a step apart from what is true after it. */
export const useRows = (id: string, stage: string, result: ImportResult, cursor?: string) =>
  useQuery({
    queryKey: [...one(id), 'rows', stage, result, cursor ?? ''],
    queryFn: () => rowsPage(id, result, PAGE, cursor),
    placeholderData: keepPreviousData,
  });

export const useMissing = (id: string, stage: string, cursor?: string) =>
  useQuery({
    queryKey: [...one(id), 'missing', stage, cursor ?? ''],
    queryFn: () => data(api.GET('/api/v1/imports/{id}/missing', { params: { path: { id }, query: { limit: PAGE, cursor } } })),
    placeholderData: keepPreviousData,
  });

/** Every wrong line, page after page. */
export function useWrongRows(id: string) {
  return useMutation({
    mutationFn: async () => {
      const rows = [];
      let cursor: string | undefined;
      do {
        const page = await rowsPage(id, 'error', ALL_PAGE, cursor);
        rows.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor);
      return rows;
    },
  });
}

/** A step was asked for: what the server answers is where it stands now. */
function useStep<T>(id: string, step: (input: T) => Promise<Import>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: (now) => client.setQueryData(one(id), now),
    onError: () => client.invalidateQueries({ queryKey: one(id), exact: true }),
  });
}

export interface MappingChange {
  mapping: { index: number; field: ImportField | null }[];
  header?: boolean;
}

export const useMap = (id: string) =>
  useStep(id, (body: MappingChange) => data(api.PATCH('/api/v1/imports/{id}', { params: { path: { id } }, body })));
export const useApply = (id: string) =>
  useStep(id, (skip_errors: boolean) => data(api.POST('/api/v1/imports/{id}/apply', { params: { path: { id } }, body: { skip_errors } })));
export const useUndo = (id: string) => useStep(id, () => data(api.POST('/api/v1/imports/{id}/undo', { params: { path: { id } } })));

export function useDiscard(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/imports/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      client.removeQueries({ queryKey: one(id) });
      return client.invalidateQueries({ queryKey: [...keys.imports, 'list'] });
    },
  });
}

/** After a step the directory is another one. */
export function useForgetDirectory() {
  const client = useQueryClient();
  return () => Promise.all([keys.members, [...keys.imports, 'list']].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })));
}

/** What the upload answered, so that its page opens without asking again. */
export function useRemember() {
  const client = useQueryClient();
  return (now: Import) => {
    client.setQueryData(one(now.id), now);
    void client.invalidateQueries({ queryKey: [...keys.imports, 'list'] });
  };
}
