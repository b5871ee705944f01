/* JoinPage.tsx: somebody comes by themselves: from a poster, the intranet, or a colleague's word. Who they are, nothing of the
 * company's inside; the answer is the same whoever the address belongs to. */
import { Button, SimpleGrid, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useSpace } from '../../api/session.ts';
import type { JoinWays } from '../../api/types.ts';
import { useApiForm } from '../../base/useForm.ts';
import { languageOf } from '../../i18n/index.ts';
import { Entrance } from '../../ui/Entrance.tsx';
import { LanguageSelect } from '../../ui/fields.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { TextButton, TextLink } from '../../ui/TextLink.tsx';
import { useFragmentToken } from '../../ui/useFragmentToken.ts';
import { useAsk, useLook, useWays } from './api.ts';

export function JoinPage() {
  const { t } = useTranslation();
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const link = useFragmentToken();
  const ways = useWays();
  const look = useLook(link);
  const [without, setWithout] = useState('');
  const [spent, setSpent] = useState('');
  const failed = ways.isError ? ways : look.isError ? look : null;
  if (failed)
    return (
      <Entrance title={t('join.title', { company })}>
        <ErrorCard title={t('error.cannotOpen')} error={failed.error} retry={() => void failed.refetch()} retrying={failed.isFetching} />
      </Entrance>
    );
  if (!ways.data || (link && !look.data))
    return (
      <Entrance title={t('join.title', { company })}>
        <Stack gap="md" role="status" aria-label={t('common.loading')}>
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} height={52} />
          ))}
        </Stack>
      </Entrance>
    );
  const open = ways.data.domain || ways.data.code;
  if (link && without !== link && (!look.data?.good || spent === link))
    return (
      <Entrance title={t('join.ended.title')} lead={t('join.ended.text')}>
        <Stack gap="sm" align="flex-start">
          {open && (
            <Button size="lg" onClick={() => setWithout(link)}>
              {t('join.ended.without')}
            </Button>
          )}
          <TextLink to="/sign-in">{t('join.have')}</TextLink>
        </Stack>
      </Entrance>
    );
  const good = link && without !== link ? link : '';
  if (!good && !open)
    return (
      <Entrance title={t('join.closed.title')} lead={t('join.closed.text')}>
        <Button component={Link} to="/sign-in" variant="default" size="lg">
          {t('session.signIn')}
        </Button>
      </Entrance>
    );
  return <Ask key={good} link={good} ways={ways.data} onSpent={() => setSpent(good)} />;
}

function Ask({ link, ways, onSpent }: { link: string; ways: JoinWays; onSpent: () => void }) {
  const { t, i18n } = useTranslation();
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const ask = useAsk();
  const form = useApiForm({
    initialValues: { email: '', first_name: '', last_name: '', language: languageOf(i18n.language), code: '' },
    validate: {
      email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('error.field.email')),
      first_name: (value: string) => (value.trim() ? null : t('error.field.required')),
      code: (value: string) => (!link && ways.code && !ways.domain && !value.trim() ? t('error.field.required') : null),
    },
  });
  // Who switches the page's language means the mails, too.
  const { setFieldValue } = form;
  useEffect(() => setFieldValue('language', languageOf(i18n.language)), [i18n.language, setFieldValue]);
  const fail = (error: unknown) => {
    form.fail(error);
    for (const { pointer, detail } of toApiError(error).errors) {
      if (pointer === '/link') onSpent();
      if (pointer === '/email' && /at the company/.test(detail)) form.setFieldError('email', t('join.wrong.email'));
      if (pointer === '/code') form.setFieldError('code', /is needed/.test(detail) ? t('join.wrong.codeNeeded') : t('join.wrong.code'));
    }
  };
  const send = form.onSubmit((values) => {
    form.clearProblem();
    const { code, ...who } = values;
    ask.mutate({ ...who, email: who.email.trim(), code: code.trim() || undefined, link: link || undefined }, { onError: fail });
  });
  if (ask.isSuccess)
    return ask.data.mailed ? (
      <Entrance title={t('join.sent.title')} lead={t('join.sent.text', { email: form.getValues().email.trim() })}>
        <Text size="sm" c="dimmed" mb={4}>
          {t('join.sent.none')}
        </Text>
        <TextButton onClick={() => ask.reset()}>{t('join.sent.back')}</TextButton>
      </Entrance>
    ) : (
      <Entrance title={t('join.asked.title')} lead={t('join.asked.text')}>
        <TextLink to="/sign-in">{t('join.have')}</TextLink>
      </Entrance>
    );
  return (
    <Entrance title={t('join.title', { company })} lead={t('join.lead', { company })}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput label={t('field.firstName')} autoComplete="given-name" maxLength={100} size="lg" required {...form.getInputProps('first_name')} />
            <TextInput label={t('field.lastName')} autoComplete="family-name" maxLength={100} size="lg" {...form.getInputProps('last_name')} />
          </SimpleGrid>
          <TextInput label={t('join.email')} type="email" inputMode="email" autoComplete="email" maxLength={254} size="lg" required {...form.getInputProps('email')} />
          {!link && ways.code && (
            <TextInput
              label={t('join.code')}
              description={ways.domain ? t('join.codeHint') : undefined}
              autoComplete="off"
              autoCapitalize="none"
              maxLength={32}
              size="lg"
              required={!ways.domain}
              {...form.getInputProps('code')}
            />
          )}
          <LanguageSelect label={t('field.language')} size="lg" {...form.getInputProps('language')} />
          <FormProblem text={form.problem} />
          <Button type="submit" size="lg" loading={ask.isPending}>
            {t('join.do')}
          </Button>
          <Text size="sm">
            <TextLink to="/sign-in">{t('join.have')}</TextLink>
          </Text>
        </Stack>
      </form>
    </Entrance>
  );
}
