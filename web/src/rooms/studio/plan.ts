/* plan.ts: what goes out when, and the campaigns it serves: queries, and the arithmetic of days. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, data, done } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import { fromWall, toWall } from '../../base/zoned.ts';

export type Planned = components['schemas']['planned_post'];
export type Campaign = components['schemas']['campaign'];
export type CampaignInput = components['schemas']['campaign_new'];
export type CampaignPatch = components['schemas']['campaign_change'];
export const objectives = ['visibility', 'recruitment', 'selling', 'image', 'event'] as const;
export type Objective = (typeof objectives)[number];

// ---- days: "2026-11-24", no time zone ----

const DAY_MS = 86_400_000;
export const addDays = (day: string, n: number) => new Date(Date.parse(`${day}T12:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
/** 0: Monday. */
export const weekdayOf = (day: string) => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
export const mondayOf = (day: string) => addDays(day, -weekdayOf(day));
export const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`));

export const WEEKS = 4;
/** When people begin: a post given to a day without a time. */
const MORNING = '08:30';

export const dayIn = (iso: string, timeZone: string) => toWall(iso, timeZone).slice(0, 10);
/** The same time of another day; null when the clock cannot show it. */
export const onDay = (iso: string, day: string, timeZone: string) => fromWall(`${day}T${toWall(iso, timeZone).slice(11)}`, timeZone);
export const morningOf = (day: string) => `${day}T${MORNING}`;

/** Posts by day, each day's by time. */
export function byDay(items: Planned[], timeZone: string): Map<string, Planned[]> {
  const days = new Map<string, Planned[]>();
  for (const item of items) {
    const day = dayIn(item.at, timeZone);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return days;
}

// ---- queries ----

const calendarKey = (from: string) => [...keys.studio, 'calendar', from];
const calendarKeys = [...keys.studio, 'calendar'];
const campaignKeys = [...keys.studio, 'campaigns'];

/** Four weeks from a Monday on, in the member's time zone. */
export const useCalendar = (from: string, timeZone: string) =>
  useQuery({
    queryKey: calendarKey(from),
    queryFn: () => {
      const query = { from: fromWall(`${from}T00:00`, timeZone) ?? '', to: fromWall(`${addDays(from, WEEKS * 7)}T00:00`, timeZone) ?? '' };
      return data(api.GET('/api/v1/calendar', { params: { query } }));
    },
    placeholderData: (before) => before,
  });

/** Schedules a post for another moment; the calendar shows it there at once, and back when it is refused. */
export function useMove() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ post, at }: { post: Planned; at: string }) => data(api.POST('/api/v1/posts/{id}/schedule', { params: { path: { id: post.id } }, body: { at } })),
    onMutate: async ({ post, at }) => {
      await client.cancelQueries({ queryKey: calendarKeys });
      client.setQueriesData<{ items: Planned[]; more: boolean }>({ queryKey: calendarKeys }, (was) =>
        was && { ...was, items: was.items.map((item) => (item.id === post.id ? { ...item, at } : item)).toSorted((a, b) => a.at.localeCompare(b.at)) },
      );
    },
    onSettled: () => refreshPlan(client),
  });
}

export function refreshPlan(client: QueryClient) {
  void client.invalidateQueries({ queryKey: calendarKeys });
  void client.invalidateQueries({ queryKey: campaignKeys });
  void client.invalidateQueries({ queryKey: [...keys.studio, 'list'] });
}

export const useCampaigns = (state: 'open' | 'closed') =>
  useInfiniteQuery({
    queryKey: [...campaignKeys, 'list', state],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/campaigns', { params: { query: { state, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

/** Those that take posts, for choosing one. */
export const useOpenCampaigns = () =>
  useQuery({
    queryKey: [...campaignKeys, 'open'],
    queryFn: async (): Promise<Campaign[]> => (await data(api.GET('/api/v1/campaigns', { params: { query: { state: 'open', limit: 100 } } }))).items,
  });

/** For the calendar: the open ones, and the fifty closed ones that began last. */
export const useCalendarCampaigns = () =>
  useQuery({
    queryKey: [...campaignKeys, 'calendar'],
    queryFn: async (): Promise<Campaign[]> => {
      const lists = await Promise.all(([['open', 100], ['closed', 50]] as const).map(([state, limit]) => data(api.GET('/api/v1/campaigns', { params: { query: { state, limit } } }))));
      return lists.flatMap(({ items }) => items);
    },
  });

export interface Bar {
  campaign: Campaign;
  lane: number;
}

/** The campaigns of these days, each in the first lane that is free all along: it keeps its lane from week to week. */
export function barsOf(campaigns: Campaign[], from: string, last: string): Bar[] {
  const ends: string[] = [];
  return campaigns
    .filter((one) => one.starts_on <= last && one.ends_on >= from)
    .toSorted((a, b) => a.starts_on.localeCompare(b.starts_on) || b.ends_on.localeCompare(a.ends_on) || a.id.localeCompare(b.id))
    .map((campaign) => {
      const free = ends.findIndex((end) => end < campaign.starts_on);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = campaign.ends_on;
      return { campaign, lane };
    });
}

export const useCampaign = (id: string) =>
  useQuery({ queryKey: [...campaignKeys, 'one', id], queryFn: () => data(api.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })) });

export const useCampaignPosts = (id: string) =>
  useQuery({ queryKey: [...campaignKeys, 'posts', id], queryFn: () => data(api.GET('/api/v1/campaigns/{id}/posts', { params: { path: { id } } })) });

export const useCampaignOf = (post: string) =>
  useQuery({ queryKey: [...campaignKeys, 'of', post], queryFn: () => data(api.GET('/api/v1/posts/{id}/campaign', { params: { path: { id: post } } })) });

export function useTake() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ post, campaign }: { post: string; campaign: string | null }) =>
      data(api.PUT('/api/v1/posts/{id}/campaign', { params: { path: { id: post } }, body: { campaign } })),
    onSuccess: (answer, { post }) => {
      client.setQueryData([...campaignKeys, 'of', post], answer);
      void client.invalidateQueries({ queryKey: campaignKeys });
      void client.invalidateQueries({ queryKey: calendarKeys });
    },
  });
}

export function useBegin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CampaignInput) => data(api.POST('/api/v1/campaigns', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: campaignKeys }),
  });
}

export function useChangeCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: CampaignPatch }) => data(api.PATCH('/api/v1/campaigns/{id}', { params: { path: { id } }, body: changes })),
    onSuccess: (campaign) => {
      client.setQueryData([...campaignKeys, 'one', campaign.id], campaign);
      return client.invalidateQueries({ queryKey: campaignKeys });
    },
  });
}

export function useDeleteCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(api.DELETE('/api/v1/campaigns/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [...campaignKeys, 'list'] });
      void client.invalidateQueries({ queryKey: [...campaignKeys, 'open'] });
      void client.invalidateQueries({ queryKey: calendarKeys });
    },
  });
}
