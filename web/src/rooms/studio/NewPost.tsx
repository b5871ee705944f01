/* NewPost.tsx: a post written here. It goes to the inbox first, as all posts do. */
import { Button, Group, Modal, SegmentedControl, Select, Stack, Switch, Text, Textarea, TextInput, Input } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useMe } from '../../api/session.ts';
import { useApiForm } from '../../base/useForm.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { LanguageSelect } from '../../ui/fields.tsx';
import { useBrands, useWrite } from './api.ts';
import { ALT_MAX, BODY_MAX, TITLE_MAX, URL_MAX, type Audience } from './draft.ts';
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
  const form = useApiForm({
    initialValues: {
      title: '',
      body: '',
      url: '',
      image_url: '',
      image_alt: '',
      language: me.company.language,
      audience: 'shareable' as Audience,
      promotional: false,
      brand_id: '',
    },
    validate: {
      title: (value: string) => (value.trim() ? null : t('error.field.required')),
      url: (value: string) => (/^https?:\/\/\S+$/.test(value.trim()) ? null : t('studio.write.url')),
    },
  });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    const { image_url, image_alt, brand_id, ...rest } = values;
    write.mutate(
      {
        ...rest,
        title: values.title.trim(),
        url: values.url.trim(),
        ...(image_url.trim() ? { image_url: image_url.trim() } : {}),
        ...(image_alt.trim() ? { image_alt: image_alt.trim() } : {}),
        ...(brand_id ? { brand_id } : {}),
      },
      { onSuccess: onWritten, onError: form.fail },
    );
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('studio.write.open')} closeOnClickOutside={!form.isDirty()} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <TextInput label={t('studio.field.title')} maxLength={TITLE_MAX} data-autofocus required spellCheck {...form.getInputProps('title')} />
          <Textarea label={t('studio.field.body')} autosize minRows={2} maxRows={10} maxLength={BODY_MAX} spellCheck {...form.getInputProps('body')} />
          <TextInput label={t('studio.field.url')} description={t('studio.write.urlNote')} type="url" maxLength={URL_MAX} required placeholder="https://" {...form.getInputProps('url')} />
          <div className={classes.two}>
            <TextInput label={t('studio.field.image')} maxLength={URL_MAX} {...form.getInputProps('image_url')} />
            <TextInput label={t('studio.field.alt')} placeholder={t('studio.field.altHint')} maxLength={ALT_MAX} {...form.getInputProps('image_alt')} />
          </div>
          <div className={classes.two}>
            <LanguageSelect label={t('field.language')} {...form.getInputProps('language')} />
            {brands.length > 1 && (
              <Select
                label={t('studio.field.brand')}
                allowDeselect={false}
                data={brands.map(({ id, name }) => ({ value: id, label: name }))}
                {...form.getInputProps('brand_id')}
                value={form.values.brand_id || brands[0]?.id}
              />
            )}
          </div>
          <Input.Wrapper label={t('studio.field.audience')} labelElement="div" labelProps={{ id: 'new-audience' }}>
            <SegmentedControl
              fullWidth
              aria-labelledby="new-audience"
              data={[
                { value: 'shareable', label: t('studio.audience.shareable') },
                { value: 'internal', label: t('studio.audience.internal') },
              ]}
              {...form.getInputProps('audience')}
            />
          </Input.Wrapper>
          <Switch label={t('studio.field.promotional')} classNames={{ label: classes.switchLabel }} {...form.getInputProps('promotional', { type: 'checkbox' })} />
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
