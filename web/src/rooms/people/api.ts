/* api.ts (people): the directory. Nothing about who shares comes through here: the server does not send it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { Axis, JoinLinkInput, MemberInput, MemberPatch, Role } from '../../api/types.ts';

export const roles: Role[] = ['member', 'curator', 'moderator', 'manager', 'trainer', 'admin', 'auditor'];
export const statuses = ['active', 'invited', 'suspended', 'waiting'] as const;
export type Status = (typeof statuses)[number];

const PAGE = 50;

export const useMembers = (q: string, status: Status | undefined) =>
  useInfiniteQuery({
    queryKey: [...keys.members, q, status ?? ''],
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/v1/members', { params: { query: { limit: PAGE, q: q || undefined, status, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (previous) => previous,
  });

export function useChangeMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: MemberPatch }) =>
      data(api.PATCH('/api/v1/members/{id}', { params: { path: { id } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

const invitation = (id: string) => data(api.POST('/api/v1/members/{id}/invitation', { params: { path: { id } } }));

/** A new link for somebody who is in the directory already; the one before no longer works. */
export function useInviteAgain() {
  const client = useQueryClient();
  return useMutation({ mutationFn: invitation, onSuccess: () => client.invalidateQueries({ queryKey: keys.members }) });
}

export function useAddMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: MemberInput) => data(api.POST('/api/v1/members', { body: input })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members }),
  });
}

/* ---- how far people have come, in numbers ---- */

export const useCounts = () =>
  useQuery({ queryKey: [...keys.members, 'counts'], queryFn: () => data(api.GET('/api/v1/members/counts')) });

/** Who may be invited at once, and how far that is; asked again while it runs. */
export const useRound = () =>
  useQuery({
    queryKey: [...keys.members, 'round'],
    queryFn: () => data(api.GET('/api/v1/join/round')),
    refetchInterval: (query) => (query.state.data?.round && !query.state.data.round.finished_at ? 5000 : false),
  });

/** A mutation after which the directory is another. */
function useDirectoryChange<In, Out>(mutationFn: (input: In) => Promise<Out>, more: readonly (readonly string[])[] = []) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => Promise.all([keys.members, ...more].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useStartRound = () =>
  useDirectoryChange((open: boolean) => data(api.POST('/api/v1/join/round', { body: { open } })), [keys.settings]);

/* ---- who waits ---- */

const one = (id: string) => ({ params: { path: { id } } });

/** Of one person: what was decided stays in view with the way back, so the list is read anew only when that is over. */
export const useApprove = () => useMutation({ mutationFn: (id: string) => data(api.POST('/api/v1/members/{id}/approve', one(id))) });
export const useDecline = () => useMutation({ mutationFn: (id: string) => done(api.POST('/api/v1/members/{id}/decline', one(id))) });
export const useUndecide = () =>
  useMutation({
    mutationFn: ({ id, was }: { id: string; was: 'approved' | 'declined' }) =>
      done(was === 'approved' ? api.POST('/api/v1/members/{id}/unapprove', one(id)) : api.POST('/api/v1/members/{id}/undecline', one(id))),
  });

/** All of them; the server takes 200 at once. */
export const useDecideAll = () =>
  useDirectoryChange(async (what: 'approve' | 'decline') => {
    let total = 0;
    for (;;) {
      const { done: some, left } = await data(what === 'approve' ? api.POST('/api/v1/join/waiting/approve') : api.POST('/api/v1/join/waiting/decline'));
      total += some;
      if (left === 0 || some === 0) return total;
    }
  });

export const useRemoveMember = () =>
  useDirectoryChange(({ id, email }: { id: string; email: string }) => done(api.DELETE('/api/v1/members/{id}', { ...one(id), body: { email } })), [keys.groups]);

/* ---- groups ---- */

export const axes = ['country', 'department', 'team', 'free'] as const;

export const useGroups = (axis: Axis, q: string) =>
  useInfiniteQuery({
    queryKey: [...keys.groups, axis, q],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/groups', { params: { query: { axis, q: q || undefined, limit: 200, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (previous) => previous,
  });

export const useAddGroup = () => useDirectoryChange((body: { axis: Axis; name: string }) => data(api.POST('/api/v1/groups', { body })), [keys.groups]);
export const useRenameGroup = () =>
  useDirectoryChange(({ id, name }: { id: string; name: string }) => data(api.PATCH('/api/v1/groups/{id}', { ...one(id), body: { name } })), [keys.groups, keys.settings]);
export const useMergeGroup = () =>
  useDirectoryChange(({ id, into }: { id: string; into: string }) => data(api.POST('/api/v1/groups/{id}/merge', { ...one(id), body: { into } })), [keys.groups, keys.settings]);
export const useDeleteGroup = () =>
  useDirectoryChange(({ id, name }: { id: string; name: string }) => done(api.DELETE('/api/v1/groups/{id}', { ...one(id), body: { name } })), [keys.groups]);

/* ---- join links ---- */

export const useJoinLinks = () => useQuery({ queryKey: keys.joinLinks, queryFn: () => data(api.GET('/api/v1/join/links')) });

function useLinkChange<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: keys.joinLinks }) });
}
export const useAddLink = () => useLinkChange((body: JoinLinkInput) => data(api.POST('/api/v1/join/links', { body })));
export const useRevokeLink = () => useLinkChange((id: string) => done(api.DELETE('/api/v1/join/links/{id}', one(id))));
