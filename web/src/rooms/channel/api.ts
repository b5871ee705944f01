/* api.ts (channel): channels as members follow them and as curators keep them, and whom a post can be for. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { ChannelInput, ChannelPatch, Post } from '../../api/types.ts';

export const kinds = ['open', 'default', 'essential', 'restricted'] as const;

export const useMyChannels = () => useQuery({ queryKey: [...keys.channels, 'mine'], queryFn: () => data(api.GET('/api/v1/me/channels')) });

export function useFollow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, following }: { id: string; following: boolean }) =>
      data(api.PUT('/api/v1/me/channels/{id}', { params: { path: { id } }, body: { following } })),
    onSuccess: () => Promise.all([keys.channels, keys.feed].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] }))),
  });
}

/* ---- for curators ---- */

export const useChannels = () => useQuery({ queryKey: [...keys.channels, 'all'], queryFn: () => data(api.GET('/api/v1/channels')) });

/** Channels, groups and languages that a post can be for. */
export const useAudience = (enabled = true) =>
  useQuery({ queryKey: [...keys.channels, 'audience'], queryFn: () => data(api.GET('/api/v1/audience')), enabled });

/** Posts change with their channels. */
const changed = (client: QueryClient) =>
  Promise.all([keys.channels, keys.feed, keys.studio, keys.sources].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] })));

export function useSaveChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input }: { id: string | undefined; input: ChannelInput & ChannelPatch }) =>
      id
        ? data(api.PATCH('/api/v1/channels/{id}', { params: { path: { id } }, body: input }))
        : data(api.POST('/api/v1/channels', { body: input })),
    onSuccess: () => changed(client),
  });
}

export function useDeleteChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => done(api.DELETE('/api/v1/channels/{id}', { params: { path: { id } }, body: { name } })),
    onSuccess: () => changed(client),
  });
}

/** Asked again with each version of the post, since that is what it is about. */
export const useReach = (post: Post) =>
  useQuery({
    queryKey: [...keys.studio, 'reach', post.id, post.version],
    queryFn: () => data(api.GET('/api/v1/posts/{id}/reach', { params: { path: { id: post.id } } })),
    placeholderData: (previous) => previous,
  });

export const useMixWith = (post: Post, at: string | undefined, promotional?: boolean) =>
  useQuery({
    queryKey: [...keys.studio, 'mixWith', post.id, post.version, at ?? '', promotional ?? false],
    queryFn: () => data(api.GET('/api/v1/posts/{id}/mix', { params: { path: { id: post.id }, query: { at, promotional } } })),
    staleTime: 0,
  });

export function useSetTargets() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, targets }: { id: string; targets: { channels: string[]; groups: string[]; languages: string[] } }): Promise<Post> =>
      data(api.PATCH('/api/v1/posts/{id}', { params: { path: { id } }, body: { targets } })),
    onSuccess: () => Promise.all([keys.feed, keys.studio].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey], refetchType: 'none' }))),
  });
}
