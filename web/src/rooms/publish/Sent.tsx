/* Sent.tsx: the sheet after one click: what becomes of the share, and its link. */
import { Box, CloseButton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Share } from '../../api/types.ts';
import { networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { LinkCard } from '../share/LinkCard.tsx';
import sheet from '../share/share.module.css';
import { useFollowed } from './api.ts';
import { Progress } from './Progress.tsx';
import classes from './publish.module.css';

interface SentProps {
  share: Share;
  onAgain: (share: Share) => void;
  onClose: () => void;
}

export function Sent({ share: given, onAgain, onClose }: SentProps) {
  const { t } = useTranslation();
  const share = useFollowed(given);
  const ended = share.status === 'failed' || share.status === 'cancelled';
  return (
    <>
      <div className={sheet.header} data-done>
        <Thumb url={share.post.image_url} width={48} height={36} />
        <Box flex={1} miw={0}>
          <Text size="sm" fw={620} lineClamp={2}>
            {share.post.title || t('share.title')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('share.done.declaredOn', { network: networkTitle(t, share.network) })}
          </Text>
        </Box>
        <CloseButton size={44} iconSize={20} onClick={onClose} aria-label={t('common.close')} />
      </div>
      <div className={sheet.done}>
        <Progress share={share} onAgain={onAgain} />
        {!ended && (
          <Box mt="xl">
            <LinkCard link={share.link} text={share.final_text} />
          </Box>
        )}
        <Box fz={14} mt="lg" className={classes.impact}>
          <TextLink to="/impact">{t('share.seeImpact')}</TextLink>
        </Box>
      </div>
    </>
  );
}

/** Under the network's tab, where a share waits, is on its way or uncertain. */
export function Standing({ share, onAgain }: { share: Share; onAgain: (share: Share) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Progress share={share} onAgain={onAgain} />
      <Text size="sm" c="var(--pv-ink-soft)">
        {t('share.already.other')}
      </Text>
    </>
  );
}
