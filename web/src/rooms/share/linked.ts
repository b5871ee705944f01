/* linked.ts: the composer's parts for linked accounts, in a chunk of their own with their texts: most people share without. */
import { lazy } from 'react';
import { allTexts } from '../../i18n/index.ts';

const load = async () => (await Promise.all([import('../publish/composer.tsx'), allTexts()]))[0];

export const When = lazy(async () => ({ default: (await load()).When }));
export const SendBar = lazy(async () => ({ default: (await load()).SendBar }));
export const AccountHint = lazy(async () => ({ default: (await load()).AccountHint }));
export const Sent = lazy(async () => ({ default: (await load()).Sent }));
export const Standing = lazy(async () => ({ default: (await load()).Standing }));
