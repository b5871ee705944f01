/* LeaveModal.tsx: somebody has left the company. For good, so it is confirmed by naming them. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import type { Member } from '../../api/types.ts';
import { useApiForm } from '../../base/useForm.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { useRemoveMember } from './api.ts';

export function LeaveModal({ member, name, onClose }: { member: Member; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveMember();
  const same = (value: string) => value.trim().toLowerCase() === member.email.toLowerCase();
  const form = useApiForm({ initialValues: { email: '' }, validate: { email: (value: string) => (same(value) ? null : t('people.leave.wrong')) } });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    remove.mutate({ id: member.id, email: values.email.trim() }, { onError: form.fail, onSuccess: onClose });
  });
  return (
    <Modal opened onClose={onClose} title={t('people.leave.title', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('people.leave.text')}</Text>
          <TextInput label={t('people.leave.confirm', { email: member.email })} type="email" autoComplete="off" data-autofocus {...form.getInputProps('email')} />
          <FormProblem text={isProblem(remove.error, 'state') ? t('people.leave.last') : form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="red" loading={remove.isPending}>
              {t('people.leave.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
