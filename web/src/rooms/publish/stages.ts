/* stages.ts: where a share through a linked account stands, when to look again, and which moments it takes. Pure. */
import type { ApiError } from '../../api/problem.ts';
import type { Share } from '../../api/types.ts';
import { fromWall } from '../../base/zoned.ts';

/** As far ahead as the server takes a share. */
export const AHEAD_DAYS = 31;
export const DAY_MS = 86_400_000;

export type Stage = 'going' | 'waiting' | 'later' | 'reauth' | 'out' | 'unsure' | 'failed' | 'cancelled' | 'taken' | 'stands';

type Followed = Pick<Share, 'status' | 'fault' | 'due_at' | 'created_at'>;

/** Sent at once, and not for a moment: whatever this device's clock says, it is on its way. */
const atOnce = (share: Followed) => !share.due_at || Date.parse(share.due_at) - Date.parse(share.created_at) < 1000;

export function stageOf(share: Followed, now: number): Stage {
  switch (share.status) {
    case 'scheduled':
      if (share.fault === 'reauth') return 'reauth';
      if (share.fault === 'retry') return 'later';
      return atOnce(share) || Date.parse(share.due_at ?? '') <= now ? 'going' : 'waiting';
    case 'sending':
      return 'going';
    case 'unknown':
      return 'unsure';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'retracted':
      return share.fault === 'not_removed' ? 'stands' : 'taken';
    default:
      return 'out';
  }
}

/** When to ask the server again, in milliseconds; false: nothing will change by itself. Often at first, then less. */
export function lookAgain(share: Followed, now: number): number | false {
  const since = now - Date.parse(share.due_at ?? share.created_at);
  switch (stageOf(share, now)) {
    case 'waiting':
      return Math.min(Math.max(-since, 0) + 500, 5 * 60_000);
    case 'going':
      return since < 15_000 ? 1000 : since < 60_000 ? 3000 : 10_000;
    case 'unsure':
    case 'later':
    case 'reauth':
      return since < 60_000 ? 3000 : 15_000;
    default:
      return false;
  }
}

/** Why it waits or did not go out, where the catalogue has a sentence for it. */
const faults = ['retry', 'unsure', 'reauth', 'scope', 'policy', 'invalid', 'gone', 'missed', 'post', 'disconnected', 'withdrawn', 'not_removed'] as const;
export type FaultWord = (typeof faults)[number];
export const faultWord = (share: Pick<Share, 'fault'>): FaultWord | null => faults.find((word) => word === share.fault) ?? null;

/** What linking the account again puts right. */
export const wantsAccount = (share: Pick<Share, 'fault'>) => share.fault === 'reauth' || share.fault === 'scope' || share.fault === 'disconnected';

export type When = { kind: 'now' } | { kind: 'best' } | { kind: 'pick'; wall: string };

/** The moment that is chosen; null for now, and for what is no moment. */
export function momentOf(when: When, best: string | null | undefined, timeZone: string): string | null {
  if (when.kind === 'now') return null;
  return when.kind === 'best' ? (best ?? null) : fromWall(when.wall, timeZone);
}

export type MomentFault = 'none' | 'past' | 'far' | 'near' | 'day' | 'network' | 'burst' | 'wrong';

/** What can be said of it without the server. */
export function momentFault(at: string | null, now: number): MomentFault | null {
  if (!at) return 'none';
  const ahead = Date.parse(at) - now;
  if (ahead <= 0) return 'past';
  return ahead > AHEAD_DAYS * DAY_MS ? 'far' : null;
}

/** What the server says against the moment; null: it refuses something else. */
export function momentRefused(problem: ApiError): MomentFault | null {
  if (problem.slug === 'day-cap') return 'day';
  if (problem.slug === 'network-cap') return 'network';
  if (problem.slug === 'clone-guard') return 'burst';
  const found = problem.errors.find(({ pointer }) => pointer === '/at');
  if (!found) return null;
  if (/over$/.test(found.detail)) return 'past';
  if (/days ahead/.test(found.detail)) return 'far';
  return /another share/i.test(found.detail) ? 'near' : 'wrong';
}
