/* words.ts: what was done with the company's own post, and why something was not. Pure. */
import { OFFLINE, type ApiError } from '../../api/problem.ts';
import type { ActKind, ActPlace } from '../../api/types.ts';

/** The places as they are once this is done, or taken back. */
export const withAct = (places: ActPlace[], network: string, kind: ActKind, done: boolean): ActPlace[] =>
  places.map((place) => {
    if (place.network !== network) return place;
    const others = place.done.filter((one) => one !== kind);
    return { ...place, done: done ? [...others, kind] : others };
  });

export type Way =
  /** Nothing can be pressed here, by anybody or by this person: the link is all there is. */
  | 'look'
  | 'link'
  | 'again'
  | 'press';

/** What the row offers. Only those who take part act in their own name. */
export function wayOf(place: Pick<ActPlace, 'can' | 'linked' | 'works'>, ambassador: boolean): Way {
  if (place.can.length === 0 || !ambassador) return 'look';
  if (!place.linked) return 'link';
  return place.works ? 'press' : 'again';
}

export interface ActFault {
  kind: 'busy' | 'gone' | 'refused' | 'state' | 'other';
  /** In the network's words. */
  said: string;
}

export function actFault(problem: ApiError): ActFault {
  const refused = problem.errors.map(({ detail }) => / refused: (.*)$/s.exec(detail)).find(Boolean);
  if (refused) return { kind: 'refused', said: (refused[1] ?? '').trim() };
  switch (problem.slug) {
    case 'gone':
    case 'state':
      return { kind: problem.slug, said: '' };
    case 'peer':
      return { kind: 'refused', said: '' };
    case 'peer-busy':
    case OFFLINE:
      return { kind: 'busy', said: '' };
    default:
      return { kind: 'other', said: '' };
  }
}
