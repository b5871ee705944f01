/* Fault.tsx: why a share waits or did not go out: our sentence, then the network's own words. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Share } from '../../api/types.ts';
import { networkTitle } from '../../ui/network.tsx';
import { faultWord } from './stages.ts';

export function Fault({ share, reason, small }: { share: Share; reason: boolean; small?: boolean }) {
  const { t } = useTranslation();
  const network = networkTitle(t, share.network);
  const word = reason ? faultWord(share) : null;
  if (!word && !share.fault_text) return null;
  return (
    <>
      {word && (
        <Text size={small ? 'xs' : 'sm'} mt={4}>
          {t(`publish.fault.${word}`, { network })}
        </Text>
      )}
      {share.fault_text && (
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {t('publish.said', { network, text: share.fault_text })}
        </Text>
      )}
    </>
  );
}
