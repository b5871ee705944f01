/* network.tsx: the sign and the name of each network, as its own users know it. */
import {
  IconBrandBluesky,
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMastodon,
  IconBrandThreads,
  IconBrandX,
  IconBrandYoutube,
  IconLock,
  IconRss,
  IconWorld,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { Icon } from './Icon.tsx';

const signs: Record<string, TablerIcon> = {
  linkedin: IconBrandLinkedin,
  bluesky: IconBrandBluesky,
  mastodon: IconBrandMastodon,
  x: IconBrandX,
  facebook: IconBrandFacebook,
  instagram: IconBrandInstagram,
  threads: IconBrandThreads,
  youtube: IconBrandYoutube,
  web: IconWorld,
  rss: IconRss,
  internal: IconLock,
};

const titles: Record<string, string> = {
  linkedin: 'LinkedIn',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  x: 'X',
  facebook: 'Facebook',
  instagram: 'Instagram',
  threads: 'Threads',
  youtube: 'YouTube',
};

/** "LinkedIn"; our own words for what is no network ("Website"). */
export const networkTitle = (t: TFunction, network: string): string =>
  titles[network] ?? (network === 'internal' ? t('network.internal') : t('network.web'));

export function NetworkIcon({ network, size = 20 }: { network: string; size?: number }) {
  return <Icon of={signs[network] ?? IconWorld} size={size} />;
}
