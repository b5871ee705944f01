/* ChangeAddress.tsx: another address for a source. The server reads it first, so a mistake changes nothing. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Source } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { ofTheAddress, useChangeSource } from './api.ts';

export function ChangeAddress({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangeSource();
  const [detail, setDetail] = useState<string | null>(null);
  const form = useApiForm({
    initialValues: { url: source.moved_to ?? source.url },
    validate: { url: (value: string) => (value.trim() ? null : t('error.field.required')) },
  });
  const send = form.onSubmit(({ url }) => {
    form.clearProblem();
    setDetail(null);
    change.mutate(
      { id: source.id, change: { url: url.trim() } },
      {
        onSuccess: onClose,
        onError: (error) => {
          const problem = toApiError(error);
          if (!ofTheAddress.includes(problem.slug)) return void form.fail(error);
          form.setFieldError('url', problem.slug === 'exists' ? t('source.add.exists') : problemText(problem, t));
          setDetail(problem.errors[0]?.detail ?? null);
        },
      },
    );
  });
  return (
    <Modal opened onClose={onClose} title={t('source.address.title', { title: source.title })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <div>
            <TextInput label={t('source.add.url')} description={t('source.address.text')} inputMode="url" autoCapitalize="none" autoCorrect="off" spellCheck={false} maxLength={2000} data-autofocus required {...form.getInputProps('url')} />
            {detail && form.errors.url && (
              <Text size="xs" c="dimmed" mt={6}>
                {t('source.detail')} <span lang="en">{detail}</span>
              </Text>
            )}
          </div>
          <FormProblem text={form.problem} />
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" role="status" flex={1}>
              {change.isPending ? t('source.add.reading') : ''}
            </Text>
            <Button type="submit" loading={change.isPending}>
              {t('source.address.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
