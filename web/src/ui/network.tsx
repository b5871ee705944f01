/* network.tsx: the sign and the name of each network, as its own users know it. */
import {
  IconBrandBluesky,
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMastodon,
  IconBrandTelegram,
  IconBrandThreads,
  IconBrandWhatsapp,
  IconBrandX,
  IconBrandXing,
  IconBrandYoutube,
  IconCopy,
  IconLock,
  IconMail,
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
  xing: IconBrandXing,
  whatsapp: IconBrandWhatsapp,
  telegram: IconBrandTelegram,
  email: IconMail,
  copy: IconCopy,
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
  xing: 'XING',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  youtube: 'YouTube',
};

/** What has no name of its own. */
const own: Record<string, 'network.email' | 'network.copy' | 'network.internal'> = {
  email: 'network.email',
  copy: 'network.copy',
  internal: 'network.internal',
};

/** "LinkedIn"; our own words for what is no network ("Website"). */
export const networkTitle = (t: TFunction, network: string): string =>
  titles[network] ?? t(own[network] ?? 'network.web');

export function NetworkIcon({ network, size = 20 }: { network: string; size?: number }) {
  return <Icon of={signs[network] ?? IconWorld} size={size} />;
}
