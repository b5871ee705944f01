/* LinkCard.tsx: the share's own tracked link, to copy, to show as a code that a phone goes on with, or to hand with the text to
 * the device's own share sheet where it has one. Closing that sheet is no error. */
import { ActionIcon, Box, Button, CopyButton, Group, Text, Title } from '@mantine/core';
import { IconCheck, IconCopy, IconLock, IconShare2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import classes from './share.module.css';

export function LinkCard({ link, text }: { link: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Box className={classes.linkCard} component="section" aria-labelledby="share-link-card">
      <div className={classes.qr}>
        <QrCode text={link} size={112} label={t('share.link.qr')} />
      </div>
      <div className={classes.linkWords}>
        <Title order={3} id="share-link-card">
          {t('share.link.title')}
        </Title>
        <Text size="xs" c="dimmed" mt={2}>
          {t('share.link.use')}
        </Text>
        <Group gap={6} mt={6} c="dimmed" wrap="nowrap">
          <Icon of={IconLock} size={15} />
          <Text size="xs">{t('share.link.private')}</Text>
        </Group>
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.linkRow}>
        <Text size="sm" fw={500} className={classes.linkText} truncate>
          {link.replace(/^https?:\/\//, '')}
        </Text>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <ActionIcon variant="default" onClick={copy} aria-label={copied ? t('common.copied') : t('share.link.copy')}>
              <Icon of={copied ? IconCheck : IconCopy} />
            </ActionIcon>
          )}
        </CopyButton>
      </Group>
      {'share' in navigator && text && (
        <Button variant="default" className={classes.linkRow} leftSection={<Icon of={IconShare2} />} onClick={() => void navigator.share({ text }).catch(() => undefined)}>
          {t('share.link.sheet')}
        </Button>
      )}
    </Box>
  );
}
