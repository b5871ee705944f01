/* NewPost.tsx: what a new post is, and where it leads; the rest is written in the editor. It begins as a draft, which only curators see. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useMe } from '../../api/session.ts';
import { useApiForm } from '../../base/useForm.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { LanguageSelect } from '../../ui/fields.tsx';
import { useBrands, useKinds, useWrite } from './api.ts';
import { TITLE_MAX, URL_MAX } from './draft.ts';
import classes from './studio.module.css';

interface NewPostProps {
  onClose: () => void;
  onWritten: (post: Post) => void;
}

export default function NewPost({ onClose, onWritten }: NewPostProps) {
  const { t } = useTranslation();
  const me = useMe();
  const write = useWrite();
  const brands = useBrands().data?.items ?? [];
  const kinds = useKinds().data?.items ?? [];
  const form = useApiForm({
    initialValues: { title: '', url: '', kind: 'link' as Post['kind'], language: me.company.language, brand_id: '' },
    validate: { url: (value: string) => (!value.trim() || /^https?:\/\/\S+$/.test(value.trim()) ? null : t('studio.write.url')) },
  });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    const { brand_id, title, url, ...rest } = values;
    write.mutate(
      { ...rest, status: 'draft', title: title.trim() || t('studio.write.untitled'), ...(url.trim() ? { url: url.trim() } : {}), ...(brand_id ? { brand_id } : {}) },
      { onSuccess: onWritten, onError: form.fail },
    );
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('studio.write.open')} closeOnClickOutside={!form.isDirty()} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <div className={classes.two}>
            <Select
              label={t('studio.editor.kind')}
              description={t(`studio.kindNote.${form.values.kind}`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={kinds.map(({ name }) => ({ value: name, label: t(`studio.kind.${name as Post['kind']}`) }))}
              {...form.getInputProps('kind')}
            />
            <LanguageSelect label={t('field.language')} {...form.getInputProps('language')} />
          </div>
          <TextInput label={t('studio.field.title')} maxLength={TITLE_MAX} data-autofocus spellCheck placeholder={t('studio.write.untitled')} {...form.getInputProps('title')} />
          <TextInput label={t('studio.field.url')} description={t('studio.editor.urlNote')} type="url" maxLength={URL_MAX} placeholder="https://" {...form.getInputProps('url')} />
          {brands.length > 1 && (
            <Select
              label={t('studio.field.brand')}
              allowDeselect={false}
              data={brands.map(({ id, name }) => ({ value: id, label: name }))}
              {...form.getInputProps('brand_id')}
              value={form.values.brand_id || brands[0]?.id}
            />
          )}
          <FormProblem text={form.problem} />
          <Group justify="space-between" gap="sm">
            <Text size="xs" c="dimmed" flex={1} miw={180}>
              {t('studio.write.note')}
            </Text>
            <Button type="submit" loading={write.isPending}>
              {t('studio.write.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
