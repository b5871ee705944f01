/* CardMenu.tsx: the rarer things one may do with a post. Loaded when asked for: the first load has no floating parts. */
import '../../base/mantineAll.ts';
import { ActionIcon, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconDots, IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { Icon } from '../../ui/Icon.tsx';

export default function CardMenu({ post }: { post: Post }) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  return (
    <Menu position="bottom-end" defaultOpened>
      <Menu.Target>
        <ActionIcon aria-label={t('home.menu.label', { title: post.title })} mr={-10}>
          <Icon of={IconDots} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={post.url} target="_blank" rel="noopener noreferrer" leftSection={<Icon of={IconExternalLink} size={18} />}>
          {t('home.menu.original')}
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} leftSection={<Icon of={clipboard.copied ? IconCheck : IconCopy} size={18} />} onClick={() => clipboard.copy(post.url)}>
          {clipboard.copied ? t('common.copied') : t('home.menu.copy')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
