/* FeedTabs.tsx: the feed as each network's official account published it, and by the channels one follows. Each has a tab once it has
 * a post; what is unread has its own, with its number. */
import { ActionIcon, Tabs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAdjustmentsHorizontal, IconHash } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { channelTab, UNREAD } from './api.ts';
import classes from './home.module.css';

const ORDER = ['linkedin', 'bluesky', 'mastodon', 'youtube', 'x', 'facebook', 'instagram', 'threads', 'xing', 'web', 'internal'];

const rank = (network: string) => {
  const at = ORDER.indexOf(network);
  return at < 0 ? ORDER.length : at;
};

/** The networks that have a post, the open tab always among them. */
export function useTabs(networks: string[] | undefined, tab: string | undefined): string[] {
  return useMemo(() => {
    const found = new Set(networks);
    if (tab && tab !== UNREAD && !tab.startsWith(channelTab(''))) found.add(tab);
    return [...found].sort((a, b) => rank(a) - rank(b));
  }, [networks, tab]);
}

const ALL = 'all';

interface FeedTabsProps {
  tabs: string[];
  channels: { id: string; name: string }[];
  tab: string | undefined;
  /** How many are not read; undefined while that is not known. */
  unread: number | undefined;
  onChange: (network: string | undefined) => void;
  /** The open tab's panel. */
  children: ReactNode;
}

const MOST = 99;

export function FeedTabs({ tabs, channels, tab, unread, onChange, children }: FeedTabsProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <Tabs value={tab ?? ALL} onChange={(value) => onChange(value && value !== ALL ? value : undefined)}>
      <div className={classes.tabRow}>
        <Tabs.List className={classes.tabList} aria-label={t('home.tabs')}>
          <Tabs.Tab value={ALL}>{t('common.all')}</Tabs.Tab>
          <Tabs.Tab value={UNREAD} rightSection={unread ? <span className={classes.tabCount}>{unread > MOST ? t('home.unread.more', { n: number(MOST) }) : number(unread)}</span> : undefined}>
            {t('home.unread.tab')}
          </Tabs.Tab>
          {channels.map(({ id, name }) => (
            <Tabs.Tab key={id} value={channelTab(id)} leftSection={<Icon of={IconHash} size={18} />}>
              {name}
            </Tabs.Tab>
          ))}
          {tabs.length > 1 &&
            tabs.map((network) => (
              <Tabs.Tab key={network} value={network} leftSection={<NetworkIcon network={network} />}>
                {networkTitle(t, network)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <ActionIcon component={Link} to="/channels" aria-label={t('home.channels')} title={t('home.channels')} flex="none">
          <Icon of={IconAdjustmentsHorizontal} />
        </ActionIcon>
      </div>
      <Tabs.Panel value={tab ?? ALL}>{children}</Tabs.Panel>
    </Tabs>
  );
}
