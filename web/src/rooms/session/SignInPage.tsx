/* SignInPage.tsx: by password, or by a link in the mail. With a token in the address it is that link, opened. */
import { Button, Divider, Stack, Text, TextInput } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useSpace } from '../../api/session.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { Entrance } from '../../ui/Entrance.tsx';
import { Password } from '../../ui/fields.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton, TextLink } from '../../ui/TextLink.tsx';
import { useWays } from '../join/api.ts';
import { useAskLink, useEnter, usePassword } from './api.ts';
import { Redeem } from './Redeem.tsx';
import { useFragmentToken } from '../../ui/useFragmentToken.ts';

export function SignInPage() {
  const { t } = useTranslation();
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const token = useFragmentToken();
  const [spent, setSpent] = useState('');
  if (token && token !== spent) return <Redeem key={token} token={token} title={t('session.title', { company })} lead={t('session.link.lead')} onSpent={() => setSpent(token)} />;
  return <SignIn expired={spent !== ''} />;
}

const looksLikeMail = (value: string) => /^\S+@\S+\.\S+$/.test(value.trim());

function SignIn({ expired }: { expired: boolean }) {
  const { t } = useTranslation();
  const space = useSpace();
  const { to, done } = useSearch({ from: '/sign-in' });
  const enter = useEnter(to);
  const signIn = usePassword();
  const ask = useAskLink();
  const ways = useWays().data;
  const password = useRef<HTMLInputElement>(null);
  const form = useApiForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value: string) => (looksLikeMail(value) ? null : t('error.field.email')),
      password: (value: string) => (value ? null : t('error.field.required')),
    },
  });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    signIn.mutate(
      { email: values.email.trim(), password: values.password },
      {
        onSuccess: enter,
        onError: (error) => {
          form.fail(error);
          password.current?.select();
        },
      },
    );
  });
  const mailLink = () => {
    form.clearProblem();
    if (!form.validateField('email').hasError) ask.mutate(form.getValues().email.trim(), { onError: form.fail });
  };
  const links = space?.sign_in_link ?? (space?.mail ? 'mail' : 'none');
  const company = space?.company?.name ?? 'Portevoix';

  if (ask.isSuccess)
    return (
      <Entrance title={t('session.sent.title')} lead={t(links === 'console' ? 'session.sent.console' : 'session.sent.mail', { email: form.getValues().email.trim() })}>
        <Text size="sm">
          <TextButton onClick={() => ask.reset()}>{t('session.sent.back')}</TextButton>
        </Text>
      </Entrance>
    );
  return (
    <Entrance title={t('session.title', { company })} lead={expired ? t('session.link.spent') : done ? t('session.erased') : undefined}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <TextInput label={t('field.email')} type="email" inputMode="email" autoComplete="username" size="lg" {...form.getInputProps('email')} />
          <Password label={t('field.password')} autoComplete="current-password" size="lg" ref={password} {...form.getInputProps('password')} />
          <FormProblem text={form.problem ?? (ask.isError ? problemText(toApiError(ask.error), t) : null)} />
          <Button type="submit" size="lg" loading={signIn.isPending}>
            {t('session.signIn')}
          </Button>
          {links !== 'none' && (
            <>
              <Divider label={t('session.or')} labelPosition="center" />
              <Button variant="default" size="lg" leftSection={<Icon of={IconMail} />} loading={ask.isPending} onClick={mailLink}>
                {t(links === 'console' ? 'session.consoleLink' : 'session.mailLink')}
              </Button>
            </>
          )}
          {ways && (ways.domain || ways.code) && (
            <Text size="sm">
              <TextLink to="/join">{t('session.join')}</TextLink>
            </Text>
          )}
        </Stack>
      </form>
    </Entrance>
  );
}
