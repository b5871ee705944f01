/* api.ts (welcome): the first hour of a space: what is published already, first groups, first people. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, data } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { Discovery, MemberGroup, Invitation, JoinLink, Member } from '../../api/types.ts';

/** Posts that open the space, so that the first visitor finds something to read. */
const OPEN_WITH = 5;

type Axis = MemberGroup['axis'];

export const useDiscover = () =>
  useMutation<Discovery, unknown, string>({ mutationFn: (url) => data(api.POST('/api/v1/discoveries', { body: { url } })) });

export interface Followed {
  sources: number;
  posts: number;
  failed: string[];
}

/** Only of these sources: what curators left waiting is theirs to publish. */
async function publishNewest(sources: Set<string>): Promise<number> {
  const { items } = await data(api.GET('/api/v1/posts', { params: { query: { status: 'pending', limit: 100 } } }));
  const newest = items.filter((post) => post.source && sources.has(post.source.id)).toSorted((a, b) => b.issued_at.localeCompare(a.issued_at)).slice(0, OPEN_WITH);
  for (const post of newest.toReversed()) await data(api.POST('/api/v1/posts/{id}/publish', { params: { path: { id: post.id } } }));
  return newest.length;
}

/** Adds each source in turn, then publishes the newest of what came. A source that is there already counts as followed. */
export function useFollow(onProgress: (done: number) => void) {
  const client = useQueryClient();
  return useMutation<Followed, unknown, string[]>({
    mutationFn: async (urls) => {
      const failed: string[] = [];
      const added = new Set<string>();
      for (const [index, url] of urls.entries()) {
        onProgress(index);
        await data(api.POST('/api/v1/sources', { body: { url } })).then(
          (source) => added.add(source.id),
          (error: unknown) => {
            if (!isProblem(error, 'exists')) failed.push(url);
          },
        );
      }
      onProgress(urls.length);
      return { sources: urls.length - failed.length, posts: await publishNewest(added), failed };
    },
    onSettled: () => Promise.all([keys.sources, keys.feed, keys.studio].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Makes the groups that are not there yet. */
export function useMakeGroups() {
  const client = useQueryClient();
  return useMutation<number, unknown, { axis: Axis; names: string[] }>({
    mutationFn: async ({ axis, names }) => {
      for (const name of names)
        await data(api.POST('/api/v1/groups', { body: { axis, name } })).catch((error: unknown) => {
          if (!isProblem(error, 'exists')) throw error;
        });
      return names.length;
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

export interface Invited {
  member: Member;
  invitation: Invitation;
}

export function useInvite() {
  const client = useQueryClient();
  const made = useRef<Member | null>(null);
  return useMutation<Invited, unknown, { email: string; first_name: string; language: Member['language'] }>({
    mutationFn: async (input) => {
      // Made the time before, when only the invitation failed.
      const member = made.current?.email === input.email.toLowerCase() ? made.current : await data(api.POST('/api/v1/members', { body: { ...input, last_name: '', roles: ['member'] } }));
      made.current = member;
      const invitation = await data(api.POST('/api/v1/members/{id}/invitation', { params: { path: { id: member.id } } }));
      return { member, invitation };
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

export const useMakeLink = () =>
  useMutation<JoinLink, unknown, string>({ mutationFn: (label) => data(api.POST('/api/v1/join/links', { body: { label } })) });

/** What the space holds now, for the last step. */
export function useSummary() {
  return useQuery({
    queryKey: [...keys.feed, 'welcome'],
    queryFn: async () => {
      const [posts, sources, members] = await Promise.all([
        data(api.GET('/api/v1/posts', { params: { query: { limit: OPEN_WITH } } })),
        data(api.GET('/api/v1/sources', { params: { query: { limit: 100 } } })),
        data(api.GET('/api/v1/members', { params: { query: { limit: 1 } } })),
      ]);
      return { posts: posts.items, sources: sources.items.length, people: members.total };
    },
    staleTime: 0,
  });
}

/** A few internal posts that explain the place, for a space that has nothing of its own yet. */
export function useSamples() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.POST('/api/v1/samples')),
    onSuccess: () => Promise.all([keys.samples, keys.feed].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
