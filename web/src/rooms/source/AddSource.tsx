/* AddSource.tsx: paste an address; the server reads it at once and says what it found there. */
import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput, Input } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Source } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { networkTitle } from '../../ui/network.tsx';
import { ofTheAddress, useAddSource, useBrands, type Mode } from './api.ts';
import classes from './source.module.css';

export function AddSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Source | null>(null);
  return (
    <Modal opened onClose={onClose} title={t('source.add.open')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {found ? <Found source={found} onAgain={() => setFound(null)} onClose={onClose} /> : <AddForm onFound={setFound} />}
    </Modal>
  );
}

function AddForm({ onFound }: { onFound: (source: Source) => void }) {
  const { t } = useTranslation();
  const add = useAddSource();
  const brands = useBrands().data?.items ?? [];
  const [detail, setDetail] = useState<string | null>(null);
  const form = useApiForm({
    initialValues: { url: '', brand_id: '', mode: 'inbox' },
    validate: { url: (value: string) => (value.trim() ? null : t('error.field.required')) },
  });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    setDetail(null);
    add.mutate(
      { url: values.url.trim(), mode: values.mode as Mode, ...(values.brand_id ? { brand_id: values.brand_id } : {}) },
      {
        onSuccess: onFound,
        onError: (error) => {
          const problem = toApiError(error);
          if (!ofTheAddress.includes(problem.slug)) return void form.fail(error);
          form.setFieldError('url', problem.slug === 'exists' ? t('source.add.exists') : problemText(problem, t));
          setDetail(problem.errors[0]?.detail ?? null);
          form.getInputNode('url')?.focus();
        },
      },
    );
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <div>
          <TextInput label={t('source.add.url')} description={t('source.add.urlNote')} inputMode="url" autoCapitalize="none" autoCorrect="off" spellCheck={false} maxLength={2000} placeholder="https://" data-autofocus required {...form.getInputProps('url')} />
          {detail && form.errors.url && (
            <Text size="xs" c="dimmed" mt={6}>
              {t('source.detail')} <span lang="en">{detail}</span>
            </Text>
          )}
        </div>
        {brands.length > 1 && (
          <Select
            label={t('source.add.brand')}
            allowDeselect={false}
            data={brands.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('brand_id')}
            value={form.values.brand_id || brands[0]?.id}
          />
        )}
        <Input.Wrapper label={t('source.add.mode')} labelElement="div" labelProps={{ id: 'add-mode' }}>
          <SegmentedControl
            fullWidth
            aria-labelledby="add-mode"
            data={[
              { value: 'inbox', label: t('source.mode.inbox') },
              { value: 'direct', label: t('source.mode.direct') },
            ]}
            {...form.getInputProps('mode')}
          />
          <Text size="xs" c="dimmed" mt={6}>
            {form.values.mode === 'direct' ? t('source.add.directNote') : t('source.add.inboxNote')}
          </Text>
        </Input.Wrapper>
        <FormProblem text={form.problem} />
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" role="status" flex={1}>
            {add.isPending ? t('source.add.reading') : ''}
          </Text>
          <Button type="submit" loading={add.isPending}>
            {t('source.add.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ source, onAgain, onClose }: { source: Source; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const count = source.posts.pending + source.posts.published;
  return (
    <Stack gap="md" role="status">
      <div className={classes.found}>
        <Icon of={IconCircleCheck} size={22} color="var(--pv-ok)" />
        <div>
          <Text fw={620}>{source.title}</Text>
          <Text size="xs" c="dimmed" className={classes.url}>
            {source.handle ? `${networkTitle(t, source.network)} · ${source.handle}` : source.url}
          </Text>
          <Text size="sm" mt={6}>
            {count > 0 ? t('source.add.found', { count, n: number(count) }) : t('source.add.foundNone')}
          </Text>
        </div>
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onAgain}>
          {t('source.add.again')}
        </Button>
        {source.posts.pending > 0 ? (
          <Button component={Link} to="/studio" data-autofocus>
            {t('source.add.sort')}
          </Button>
        ) : (
          <Button onClick={onClose} data-autofocus>
            {t('common.close')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
