/* captionsApi.ts: the captions of one post. A change takes the answer into the list, so that what is typed never jumps. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Caption, CaptionInput, CaptionPatch } from '../../api/types.ts';

const keyOf = (post: string) => [...keys.captions, post];

export const useCaptions = (post: string) =>
  useQuery({
    queryKey: keyOf(post),
    queryFn: () => data(api.GET('/api/v1/posts/{id}/captions', { params: { path: { id: post } } })),
    refetchOnMount: 'always',
  });

interface List {
  items: Caption[];
  max: number;
}

function useInto(post: string) {
  const client = useQueryClient();
  return (change: (items: Caption[]) => Caption[]) => {
    client.setQueryData<List>(keyOf(post), (list) => list && { ...list, items: change(list.items) });
    void client.invalidateQueries({ queryKey: keys.studio, refetchType: 'none' });
  };
}

export function useAddCaption(post: string) {
  const into = useInto(post);
  return useMutation({
    mutationFn: (body: CaptionInput) => data(api.POST('/api/v1/posts/{id}/captions', { params: { path: { id: post } }, body })),
    onSuccess: (made) => into((items) => [...items, made]),
  });
}

export function useChangeCaption(post: string) {
  const into = useInto(post);
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, patch }: { id: string; patch: CaptionPatch }) => data(api.PATCH('/api/v1/captions/{id}', { params: { path: { id } }, body: patch })),
    onSuccess: (next) => {
      into((items) => items.map((one) => (one.id === next.id ? next : one)));
      void client.invalidateQueries({ queryKey: [...keys.captions, 'past', next.id] });
    },
    onError: () => client.invalidateQueries({ queryKey: keyOf(post) }),
  });
}

export function useRemoveCaption(post: string) {
  const into = useInto(post);
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/captions/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => into((items) => items.filter((one) => one.id !== id)),
  });
}

export const usePastCaptions = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: [...keys.captions, 'past', id],
    queryFn: async () => (await data(api.GET('/api/v1/captions/{id}/revisions', { params: { path: { id } } }))).items,
    enabled: wanted,
  });
