/* Profile.tsx: name, language, time zone. */
import { Button, Card, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { useApiForm } from '../../base/useForm.ts';
import { LanguageSelect, TimeZoneSelect } from '../../ui/fields.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useChangeMe } from './api.ts';

export function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const change = useChangeMe();
  const form = useApiForm({
    initialValues: { first_name: me.first_name, last_name: me.last_name, language: me.language, time_zone: me.time_zone },
    validate: { first_name: (value: string) => (value.trim() ? null : t('error.field.required')) },
    onValuesChange: () => {
      if (!change.isIdle) change.reset();
    },
  });
  const save = form.onSubmit((values) => {
    form.clearProblem();
    change.mutate(values, { onError: form.fail, onSuccess: () => form.resetDirty() });
  });
  return (
    <Card component="section" aria-labelledby="profile">
      <form onSubmit={save} noValidate>
        <Title order={2} id="profile" fz={16} lh="24px" fw={620} mb="sm">
          {t('me.profile.title')}
        </Title>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput label={t('field.firstName')} autoComplete="given-name" required {...form.getInputProps('first_name')} />
            <TextInput label={t('field.lastName')} autoComplete="family-name" {...form.getInputProps('last_name')} />
            <LanguageSelect label={t('field.language')} {...form.getInputProps('language')} />
            <TimeZoneSelect current={me.time_zone} label={t('field.timeZone')} {...form.getInputProps('time_zone')} />
          </SimpleGrid>
          <FormProblem text={form.problem} />
          <Group gap="md">
            <Button type="submit" variant="default" loading={change.isPending} disabled={!form.isDirty()}>
              {t('common.save')}
            </Button>
            <Text size="sm" c="var(--pv-ok)" role="status">
              {change.isSuccess && (
                <Group gap={6} component="span">
                  <Icon of={IconCheck} size={18} />
                  {t('common.saved')}
                </Group>
              )}
            </Text>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
