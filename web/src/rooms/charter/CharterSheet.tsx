/* CharterSheet.tsx: the charter to read, and one button to accept it. Closing it leaves no trace. */
import '../../base/mantineAll.ts';
import { Alert, Box, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { problemText } from '../../base/problemText.ts';
import { useFocusBack } from '../../base/useFocusBack.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useCharter, useParticipation } from './api.ts';
import classes from './charter.module.css';

interface CharterSheetProps {
  onClose: () => void;
  onAccepted?: () => void;
  /** Just to read again: no button to accept. */
  readOnly?: boolean;
}

export default function CharterSheet({ onClose, onAccepted, readOnly }: CharterSheetProps) {
  const { t } = useTranslation();
  const { language, longDate } = useLocale();
  const me = useMe();
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const charter = useCharter(language);
  const participation = useParticipation();
  useFocusBack();
  const accept = (version: number) =>
    participation.mutate(
      { ambassador: true, charter_version: version },
      { onSuccess: () => (onAccepted ? onAccepted() : onClose()) },
    );

  return (
    <Modal.Root opened onClose={onClose} size={640} centered={!phone} fullScreen={phone} classNames={{ content: classes.sheet }}>
      <Modal.Overlay />
      <Modal.Content radius={phone ? 0 : 'lg'}>
        <Modal.Header className={classes.header}>
          <div>
            <Modal.Title fz={20} lh="28px" fw={680}>
              {t('charter.title', { company: me.company.name })}
            </Modal.Title>
            {charter.data && (
              <Text size="xs" c="dimmed">
                {t('charter.version', { version: charter.data.version, date: longDate(charter.data.published_at) })}
              </Text>
            )}
          </div>
          <Modal.CloseButton aria-label={t('common.close')} size={44} iconSize={20} />
        </Modal.Header>
        <Modal.Body className={classes.body} tabIndex={0} role="region" aria-label={t('charter.text')}>
          {charter.isPending && (
            <Stack role="status" aria-label={t('common.loading')}>
              {[90, 100, 96, 70, 100, 84].map((width, index) => (
                <Skeleton key={index} h={12} w={`${width}%`} />
              ))}
            </Stack>
          )}
          {charter.isError && <ErrorCard title={t('charter.failed')} error={charter.error} retry={() => void charter.refetch()} retrying={charter.isFetching} />}
          {charter.data && (
            <div lang={charter.data.language}>
              <Markdown text={charter.data.text} top={3} />
            </div>
          )}
        </Modal.Body>
        {!readOnly && charter.data && (
          <Box className={classes.footer}>
            {participation.isError && (
              <Alert color="red" role="alert" mb="sm">
                {problemText(toApiError(participation.error), t)}
              </Alert>
            )}
            <Group justify="space-between" gap="sm">
              <Group gap={8} c="dimmed" wrap="nowrap" flex="1 1 220px">
                <Icon of={IconLock} size={18} />
                <Text size="xs">{t('charter.free', { company: me.company.name })}</Text>
              </Group>
              <Group gap="xs" className={classes.actions}>
                <Button variant="subtle" onClick={onClose}>
                  {t('charter.notNow')}
                </Button>
                <Button loading={participation.isPending} onClick={() => accept(charter.data.version)}>
                  {t('charter.accept')}
                </Button>
              </Group>
            </Group>
          </Box>
        )}
      </Modal.Content>
    </Modal.Root>
  );
}
