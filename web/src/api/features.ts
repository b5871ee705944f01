/* features.ts: what the company switched off. The table is the server's (app/company/feature.c): it names the places and the kinds of posts. */
import { useSpace } from './session.ts';
import type { Space } from './types.ts';

export type Feature = 'documents' | 'jobs' | 'must_read' | 'points' | 'reactions' | 'samples';

const off = (space: Space | undefined) => space?.company?.features_off ?? [];

export const featureOn = (space: Space | undefined, name: Feature) => !off(space).some((feature) => feature.name === name);
export const placeOn = (space: Space | undefined, path: string) =>
  !off(space).some((feature) => feature.places.some((place) => path === place || path.startsWith(`${place}/`)));

export const useFeature = (name: Feature) => featureOn(useSpace(), name);
