/* places.ts: the places of the app and who sees them. The rail and the bottom bar are drawn from this table. */
import {
  IconAward,
  IconChartLine,
  IconHome,
  IconPencil,
  IconSettings,
  IconShieldCheck,
  IconUserCircle,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { mayAdmin, mayCurate, mayReadSettings, type Me } from '../api/types.ts';

export type PlacePath = '/' | '/impact' | '/points' | '/me' | '/studio' | '/people' | '/settings' | '/trust';

export interface Place {
  to: PlacePath;
  /** Keys under nav: the rail's word, and the bottom bar's shorter one. */
  label: 'home' | 'impact' | 'points' | 'me' | 'studio' | 'people' | 'settings' | 'trust';
  icon: TablerIcon;
  group: 'main' | 'backstage' | 'transparency';
  /** Has a seat in the phone's bottom bar; the others are reached from Me. */
  bar: boolean;
  visible: (me: Me) => boolean;
}

const everybody = () => true;

export const places: Place[] = [
  { to: '/', label: 'home', icon: IconHome, group: 'main', bar: true, visible: everybody },
  { to: '/impact', label: 'impact', icon: IconChartLine, group: 'main', bar: true, visible: everybody },
  { to: '/points', label: 'points', icon: IconAward, group: 'main', bar: true, visible: everybody },
  { to: '/studio', label: 'studio', icon: IconPencil, group: 'backstage', bar: true, visible: mayCurate },
  { to: '/people', label: 'people', icon: IconUsers, group: 'backstage', bar: false, visible: mayAdmin },
  { to: '/settings', label: 'settings', icon: IconSettings, group: 'backstage', bar: false, visible: mayReadSettings },
  { to: '/me', label: 'me', icon: IconUserCircle, group: 'main', bar: true, visible: everybody },
  { to: '/trust', label: 'trust', icon: IconShieldCheck, group: 'transparency', bar: false, visible: everybody },
];
