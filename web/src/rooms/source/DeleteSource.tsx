/* DeleteSource.tsx: it cannot be undone, so the question names the source and says what stays. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Source } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { useDeleteSource } from './api.ts';

export function DeleteSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteSource();
  return (
    <Modal opened onClose={onClose} title={t('source.delete.title', { title: source.title })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('source.delete.text')}</Text>
        <FormProblem text={remove.error ? problemText(toApiError(remove.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(source.id, { onSuccess: onClose })}>
            {t('source.delete.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
