/* MemberRow.tsx: one member, and what may be changed; the way back stays in the row. */
import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { IconCheck, IconDots, IconHandStop, IconId, IconMail, IconMailFast, IconUserCheck, IconUserMinus, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import type { Invitation, Member, MemberPatch } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { roles, useChangeMember, useInviteAgain } from './api.ts';
import { InvitationModal } from './Invite.tsx';
import { LeaveModal } from './LeaveModal.tsx';
import { MemberGroups } from './MemberGroups.tsx';
import { RolesModal } from './RolesModal.tsx';
import classes from './people.module.css';

/** A limit as it was: that all its channels are gone is nothing one can go back to. */
const was = (limit: string[] | null) => (limit && limit.length > 0 ? limit : null);

interface Done {
  text: string;
  back: MemberPatch;
}

export function MemberRow({ member }: { member: Member }) {
  const { t } = useTranslation();
  const me = useMe();
  const { date } = useLocale();
  const change = useChangeMember();
  const invite = useInviteAgain();
  const [choosing, setChoosing] = useState(false);
  const [grouping, setGrouping] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [link, setLink] = useState<Invitation | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const name = `${member.first_name} ${member.last_name}`.trim();
  const own = member.id === me.id;
  const failed = change.error ?? invite.error;

  const apply = (patch: MemberPatch, text: string, back: MemberPatch) =>
    change.mutate({ id: member.id, change: patch }, { onSuccess: () => setDone({ text, back }) });
  const undo = () => done && change.mutate({ id: member.id, change: done.back }, { onSuccess: () => setDone(null) });

  const place = [member.groups.team, member.groups.department, member.groups.country].filter(Boolean).join(', ');
  const more = roles.filter((role) => role !== 'member' && member.roles.includes(role));
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.who}>
        <Text size="sm" fw={600} className={classes.cut}>
          {name}
          {own && <span className={classes.own}>{t('people.you')}</span>}
        </Text>
        <Text size="xs" c="dimmed" className={classes.cut}>
          {member.email}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={classes.group}>
        {place}
      </Text>
      <div className={classes.roles}>
        {more.map((role) => (
          <Badge key={role}>{t(`people.role.${role}`)}</Badge>
        ))}
      </div>
      <div className={classes.status}>
        {member.status === 'invited' && (
          <Badge data-tone="warn" leftSection={<Icon of={IconMail} size={15} />}>
            {member.invited_at ? t('people.invitedOn', { date: date(member.invited_at) }) : t('people.status.invited')}
          </Badge>
        )}
        {member.status === 'suspended' && (
          <Badge data-tone="danger" leftSection={<Icon of={IconHandStop} size={15} />}>
            {t('people.status.suspended')}
          </Badge>
        )}
        {member.status === 'active' && (
          <Badge data-tone="ok" leftSection={<Icon of={IconCheck} size={15} />}>
            {t('people.status.active')}
          </Badge>
        )}
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon className={classes.dots} aria-label={t('people.menu', { name })} loading={change.isPending || invite.isPending}>
            <Icon of={IconDots} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon of={IconId} size={18} />} onClick={() => setChoosing(true)}>
            {t('people.roles.open')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon of={IconUsersGroup} size={18} />} onClick={() => setGrouping(true)}>
            {t('people.groups.of')}
          </Menu.Item>
          {member.status === 'invited' && (
            <Menu.Item leftSection={<Icon of={IconMailFast} size={18} />} onClick={() => invite.mutate(member.id, { onSuccess: setLink })}>
              {t('people.inviteAgain')}
            </Menu.Item>
          )}
          {!own && member.status === 'suspended' && (
            <Menu.Item
              leftSection={<Icon of={IconUserCheck} size={18} />}
              onClick={() => apply({ status: 'active' }, t('people.did.reactivated'), { status: 'suspended' })}
            >
              {t('people.reactivate')}
            </Menu.Item>
          )}
          {!own && member.status === 'active' && (
            <Menu.Item
              leftSection={<Icon of={IconHandStop} size={18} />}
              color="red"
              onClick={() => apply({ status: 'suspended' }, t('people.did.suspended'), { status: 'active' })}
            >
              {t('people.suspend')}
            </Menu.Item>
          )}
          {!own && (
            <Menu.Item leftSection={<Icon of={IconUserMinus} size={18} />} color="red" onClick={() => setLeaving(true)}>
              {t('people.leave.open')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <div role="status" className={classes.did} data-failed={failed ? true : undefined}>
        {isProblem(invite.error, 'state') ? t('people.round.outside') : failed ? problemText(toApiError(failed), t) : done && <>{done.text} <TextButton onClick={undo}>{t('people.undo')}</TextButton></>}
      </div>
      {choosing && (
        <RolesModal
          member={member}
          name={name}
          own={own}
          onClose={() => setChoosing(false)}
          onChoose={(next) => {
            setChoosing(false);
            apply(next, t(next.roles ? 'people.did.roles' : 'people.did.limits'), {
              ...(next.roles ? { roles: member.roles } : {}),
              ...(next.limits ? { limits: { curator: was(member.limits.curator), moderator: was(member.limits.moderator) } } : {}),
            });
          }}
        />
      )}
      {grouping && (
        <MemberGroups
          member={member}
          name={name}
          onClose={() => setGrouping(false)}
          onChoose={(groups) => {
            setGrouping(false);
            apply({ groups }, t('people.groups.changed'), { groups: member.groups });
          }}
        />
      )}
      {leaving && <LeaveModal member={member} name={name} onClose={() => setLeaving(false)} />}
      {link && <InvitationModal name={name} email={member.email} invitation={link} onClose={() => setLink(null)} />}
    </li>
  );
}
