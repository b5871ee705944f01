/* InviteStep.tsx: the first people: by name, or by one link for a poster, a chat, a meeting room's screen. */
import { Button, Card, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconLink, IconMail, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useInvite, useMakeLink, type Invited } from './api.ts';
import { Frame } from './Frame.tsx';
import classes from './welcome.module.css';

export function InviteStep({ next, back }: { next: () => void; back: () => void }) {
  const { t } = useTranslation();
  const [invited, setInvited] = useState<Invited[]>([]);
  return (
    <Frame
      title={t('welcome.invite.title')}
      lead={t('welcome.invite.text')}
      back={back}
      skip={invited.length === 0 ? next : undefined}
      sideLabel={t('welcome.invite.link.title')}
      side={<JoinLinkCard />}
      action={
        <Button size="lg" variant={invited.length > 0 ? 'filled' : 'default'} onClick={next}>
          {t('setup.next')}
        </Button>
      }
    >
      <InviteForm first={invited.length === 0} onSent={(one) => setInvited((before) => [one, ...before])} />
      {invited.length > 0 && (
        <ul className={classes.invited} aria-label={t('welcome.invite.done')}>
          {invited.map(({ member, invitation }) => (
            <li key={member.id}>
              <Icon of={invitation.mailed ? IconMail : IconLink} />
              <span className={classes.sourceWords}>
                <Text span size="sm" fw={600}>
                  {member.first_name}
                </Text>
                <Text span size="xs" c="dimmed">
                  {invitation.mailed ? t('welcome.invite.mailed', { email: member.email }) : t('welcome.invite.handOver')}
                </Text>
              </span>
              {!invitation.mailed && <CopyText variant="default" text={invitation.url} label={t('welcome.invite.copy')} />}
            </li>
          ))}
        </ul>
      )}
    </Frame>
  );
}

function InviteForm({ first, onSent }: { first: boolean; onSent: (one: Invited) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const invite = useInvite();
  const form = useApiForm({
    initialValues: { email: '', first_name: '' },
    validate: {
      email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('error.field.email')),
      first_name: (value: string) => (value.trim() ? null : t('error.field.required')),
    },
  });
  const send = form.onSubmit(({ email, first_name }) => {
    form.clearProblem();
    invite.mutate(
      { email: email.trim(), first_name: first_name.trim(), language: me.company.language },
      {
        onError: form.fail,
        onSuccess: (one) => {
          onSent(one);
          form.reset();
          document.getElementById('invite-first-name')?.focus();
        },
      },
    );
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md" maw={520}>
        <TextInput id="invite-first-name" size="lg" label={t('field.firstName')} autoComplete="off" maxLength={100} {...form.getInputProps('first_name')} />
        <TextInput size="lg" type="email" inputMode="email" label={t('welcome.invite.email')} autoComplete="off" maxLength={254} {...form.getInputProps('email')} />
        <FormProblem text={form.problem} />
        <div>
          <Button type="submit" size="lg" variant={first ? 'filled' : 'default'} leftSection={<Icon of={IconSend} />} loading={invite.isPending}>
            {t('welcome.invite.send')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** One link for many: made only when it is asked for. */
function JoinLinkCard() {
  const { t } = useTranslation();
  const make = useMakeLink();
  return (
    <Card>
      <Title order={2} fz={16} lh="24px" fw={620}>
        {t('welcome.invite.link.title')}
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        {t('welcome.invite.link.text')}
      </Text>
      {make.isSuccess ? (
        <Stack gap="sm" mt="md" align="flex-start">
          <div className={classes.qr}>
            <QrCode text={make.data.url} size={208} label={t('welcome.invite.link.qr')} />
          </div>
          <CopyText variant="default" text={make.data.url} label={t('welcome.invite.link.copy')} />
          <Text size="xs" c="dimmed">
            {t('welcome.invite.link.note')}
          </Text>
        </Stack>
      ) : (
        <Button mt="md" variant="default" leftSection={<Icon of={IconLink} size={18} />} loading={make.isPending} onClick={() => make.mutate(t('welcome.invite.link.label'))}>
          {t('welcome.invite.link.make')}
        </Button>
      )}
      <FormProblem text={make.isError ? problemText(toApiError(make.error), t) : null} />
    </Card>
  );
}
