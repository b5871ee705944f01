/* Invite.tsx: a new member, and the link that lets them in: mailed where a mail server is set, to hand over otherwise. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconMailOff, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import type { Invitation, Member, Role } from '../../api/types.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { LanguageSelect } from '../../ui/fields.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useAddMember, useInviteAgain } from './api.ts';
import { RoleBoxes } from './RolesModal.tsx';
import classes from './people.module.css';

export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [sent, setSent] = useState<{ member: Member; invitation: Invitation } | null>(null);
  if (sent) {
    return (
      <InvitationModal
        name={`${sent.member.first_name} ${sent.member.last_name}`.trim()}
        email={sent.member.email}
        invitation={sent.invitation}
        onClose={onClose}
        onAgain={() => setSent(null)}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.invite.open')} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <InviteForm onSent={(member, invitation) => setSent({ member, invitation })} />
    </Modal>
  );
}

/** Only the groups that were named. */
const filled = (groups: Record<'country' | 'department' | 'team', string>) => Object.fromEntries(Object.entries(groups).flatMap(([axis, name]) => (name.trim() ? [[axis, name.trim()]] : [])));

function InviteForm({ onSent }: { onSent: (member: Member, invitation: Invitation) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const add = useAddMember();
  const invite = useInviteAgain();
  // The member is made first, then the link; should the link fail, trying again must not make a second member.
  const [made, setMade] = useState<Member | null>(null);
  const outside = isProblem(invite.error, 'state');
  const form = useApiForm({
    initialValues: { email: '', first_name: '', last_name: '', language: me.company.language, country: '', department: '', team: '', roles: ['member'] as Role[] },
    pointers: { '/groups/country': 'country', '/groups/department': 'department', '/groups/team': 'team' },
    validate: {
      email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('error.field.email')),
      first_name: (value: string) => (value.trim() ? null : t('error.field.required')),
    },
  });
  const link = (member: Member) => invite.mutate(member.id, { onSuccess: (invitation) => onSent(member, invitation), onError: form.fail });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    if (made && made.email === values.email.trim().toLowerCase()) return link(made);
    const { country, department, team, ...rest } = values;
    add.mutate(
      {
        ...rest,
        email: values.email.trim(),
        first_name: values.first_name.trim(),
        last_name: values.last_name.trim(),
        groups: filled({ country, department, team }),
      },
      {
        onError: form.fail,
        onSuccess: (member) => {
          setMade(member);
          link(member);
        },
      },
    );
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <TextInput label={t('field.email')} type="email" autoComplete="off" maxLength={254} data-autofocus required {...form.getInputProps('email')} />
        <div className={classes.two}>
          <TextInput label={t('field.firstName')} autoComplete="off" maxLength={100} required {...form.getInputProps('first_name')} />
          <TextInput label={t('field.lastName')} autoComplete="off" maxLength={100} {...form.getInputProps('last_name')} />
          <TextInput label={t('people.field.department')} autoComplete="off" maxLength={80} {...form.getInputProps('department')} />
          <TextInput label={t('people.field.team')} autoComplete="off" maxLength={80} {...form.getInputProps('team')} />
          <TextInput label={t('people.field.country')} autoComplete="off" maxLength={80} {...form.getInputProps('country')} />
        </div>
        <LanguageSelect label={t('field.language')} {...form.getInputProps('language')} />
        <RoleBoxes value={form.values.roles} onChange={(value) => form.setFieldValue('roles', value)} />
        <FormProblem text={outside ? t('people.round.outside') : form.problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending || invite.isPending}>
            {t('people.invite.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface InvitationProps {
  name: string;
  email: string;
  invitation: Invitation;
  onClose: () => void;
  onAgain?: () => void;
}

export function InvitationModal({ name, email, invitation, onClose, onAgain }: InvitationProps) {
  const { t } = useTranslation();
  const { dateTime } = useLocale();
  return (
    <Modal opened onClose={onClose} title={t('people.link.title', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Icon of={invitation.mailed ? IconMail : IconMailOff} size={22} />
          <Text size="sm">{invitation.mailed ? t('people.link.mailed', { email }) : t('people.link.notMailed')}</Text>
        </Group>
        <TextInput label={t('people.link.label')} readOnly value={invitation.url} onFocus={(event) => event.currentTarget.select()} classNames={{ input: classes.link }} />
        <Text size="xs" c="dimmed">
          {t('people.link.note', { until: dateTime(invitation.expires_at) })}
        </Text>
        <Group justify="flex-end" gap="xs">
          {onAgain && (
            <Button variant="subtle" onClick={onAgain}>
              {t('people.invite.again')}
            </Button>
          )}
          <CopyText text={invitation.url} label={t('people.link.copy')} autoFocus />
        </Group>
      </Stack>
    </Modal>
  );
}
