/* ConfirmMix.tsx: the ceiling of promotional posts would be passed: with the figures, and the choice. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { useMixWith } from '../channel/api.ts';

interface ConfirmMixProps {
  post: Post;
  /** When it would go out; now without it. */
  at?: string | undefined;
  /** It is out or scheduled, and becomes promotional. */
  change?: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

export default function ConfirmMix({ post, at, change, onClose, onConfirm }: ConfirmMixProps) {
  const { t } = useTranslation();
  const { percent, number } = useLocale();
  const mix = useMixWith(post, change ? post.scheduled_at : at, change).data;
  return (
    <Modal opened onClose={onClose} title={t('studio.mix.askTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm" aria-busy={!mix || undefined}>
          {mix
            ? t('studio.mix.ask', { promotional: number(mix.promotional), total: number(mix.total), count: mix.days, percent: percent(mix.percent), ceiling: percent(mix.ceiling) })
            : t('common.loading')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('studio.mix.askWhy')}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('studio.mix.askBack')}
          </Button>
          <Button onClick={onConfirm}>{t(change ? 'studio.mix.askChange' : at ? 'studio.mix.askSchedule' : 'studio.mix.askPublish')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
