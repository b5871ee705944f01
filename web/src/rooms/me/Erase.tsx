/* Erase.tsx: everything about me, gone for good. Confirmed by naming the thing: my own address. */
import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { useFocusBack } from '../../base/useFocusBack.ts';
import { useApiForm } from '../../base/useForm.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { useErase } from './api.ts';

export function Erase({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const erase = useErase();
  useFocusBack();
  const same = (value: string) => value.trim().toLowerCase() === me.email.toLowerCase();
  const form = useApiForm({ initialValues: { email: '' }, validate: { email: (value: string) => (same(value) ? null : t('me.erase.wrong')) } });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    erase.mutate(values.email.trim(), { onError: form.fail });
  });
  return (
    <Modal opened onClose={onClose} title={t('me.erase.title')} closeButtonProps={{ 'aria-label': t('common.close'), size: 44, iconSize: 20 }}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <Text size="sm">{t('me.erase.text')}</Text>
          <List size="sm" spacing={4} pr="md">
            <List.Item>{t('me.erase.what.identity')}</List.Item>
            <List.Item>{t('me.erase.what.activity')}</List.Item>
            <List.Item>{t('me.erase.what.links')}</List.Item>
          </List>
          <TextInput label={t('me.erase.confirm', { email: me.email })} type="email" autoComplete="off" data-autofocus {...form.getInputProps('email')} />
          <FormProblem text={form.problem} />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="red" loading={erase.isPending}>
              {t('me.erase.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
