/* PasswordCard.tsx: a password is optional; a mailed link works as well. */
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { useApiForm } from '../../base/useForm.ts';
import { Password } from '../../ui/fields.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useChangeMe } from './api.ts';

export const PASSWORD_MIN = 12;

export function PasswordCard() {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <Card component="section" aria-labelledby="password">
      <Group justify="space-between" gap="md">
        <div>
          <Title order={2} id="password" fz={16} lh="24px" fw={620}>
            {t('me.password.title')}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {changed ? (
              <Group gap={6} component="span" c="var(--pv-ok)" wrap="nowrap" align="flex-start">
                <Icon of={IconCheck} size={18} />
                {t('me.password.changed')}
              </Group>
            ) : me.has_password ? (
              t('me.password.has')
            ) : (
              t('me.password.none')
            )}
          </Text>
        </div>
        {!open && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {me.has_password ? t('me.password.change') : t('me.password.choose')}
          </Button>
        )}
      </Group>
      {open && (
        <PasswordForm
          onDone={(done) => {
            setOpen(false);
            setChanged(done);
          }}
        />
      )}
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: (changed: boolean) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const change = useChangeMe();
  const form = useApiForm({
    initialValues: { current: '', new: '' },
    pointers: { '/password/current': 'current', '/password/new': 'new' },
    validate: {
      current: (value: string) => (me.has_password && !value ? t('error.field.required') : null),
      new: (value: string) => (value.length < PASSWORD_MIN ? t('error.field.tooShort', { number: PASSWORD_MIN }) : null),
    },
  });
  const save = form.onSubmit((values) => {
    form.clearProblem();
    change.mutate(
      { password: me.has_password ? { current: values.current, new: values.new } : { new: values.new } },
      { onError: form.fail, onSuccess: () => onDone(true) },
    );
  });
  // A first password is only taken shortly after a sign-in.
  const stale = change.isError && isProblem(change.error, 'state');
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md" mt="md">
        <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
        {me.has_password && <Password label={t('me.password.current')} autoComplete="current-password" {...form.getInputProps('current')} />}
        <Password label={t('me.password.new')} description={t('me.password.rule', { count: PASSWORD_MIN })} autoComplete="new-password" {...form.getInputProps('new')} />
        <FormProblem text={stale ? t('me.password.signInAgain') : form.problem} />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            {t('common.save')}
          </Button>
          <Button variant="subtle" onClick={() => onDone(false)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
