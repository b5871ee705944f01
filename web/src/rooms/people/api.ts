/* api.ts (people): the directory. Nothing about who shares comes through here: the server does not send it. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { MemberInput, MemberPatch, Role } from '../../api/types.ts';

export const roles: Role[] = ['member', 'curator', 'moderator', 'manager', 'trainer', 'admin', 'auditor'];
export const statuses = ['active', 'invited', 'suspended'] as const;
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
