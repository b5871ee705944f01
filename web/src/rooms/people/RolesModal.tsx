/* RolesModal.tsx: what a member may do, each role with what it opens and what it does not. */
import { Button, Checkbox, Group, Modal, MultiSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member, MemberPatch, Role } from '../../api/types.ts';
import { useChannels } from '../channel/api.ts';
import { roles } from './api.ts';
import classes from './people.module.css';

interface RolesProps {
  member: Member;
  name: string;
  own: boolean;
  onClose: () => void;
  /** Only what is another; a change of roles signs the member out. */
  onChoose: (change: Pick<MemberPatch, 'roles' | 'limits'>) => void;
}

type Limited = 'curator' | 'moderator';
const limitedRoles: Limited[] = ['curator', 'moderator'];
const equal = (a: string[], b: string[]) => a.length === b.length && a.every((one) => b.includes(one));

export function RolesModal({ member, name, own, onClose, onChoose }: RolesProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(member.roles);
  const [limits, setLimits] = useState({ curator: member.limits.curator ?? [], moderator: member.limits.moderator ?? [] });
  const channels = useChannels().data?.items ?? [];
  const known = (ids: string[]) => ids.filter((id) => channels.some((channel) => channel.id === id));
  const sameRoles = equal(chosen, member.roles);
  const changed = limitedRoles.filter((role) => chosen.includes(role) && !equal(limits[role], member.limits[role] ?? []));
  const same = sameRoles && changed.length === 0;
  const choose = () =>
    onChoose({
      ...(sameRoles ? {} : { roles: chosen }),
      ...(changed.length > 0 ? { limits: Object.fromEntries(changed.map((role) => [role, limits[role].length > 0 ? limits[role] : null])) } : {}),
    });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.roles.title', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <RoleBoxes value={chosen} onChange={setChosen} locked={own ? ['admin'] : []} />
        <Text size="xs" c="dimmed">
          {own ? t('people.roles.own') : t('people.roles.note')}
        </Text>
        {channels.length > 0 &&
          limitedRoles
            .filter((role) => chosen.includes(role) && !chosen.includes('admin'))
            .map((role) => (
              <MultiSelect
                key={role}
                label={t(`people.limits.${role}`)}
                description={t('people.limits.note')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                placeholder={limits[role].length === 0 ? t('people.limits.all') : undefined}
                data={channels.map(({ id, name: label }) => ({ value: id, label }))}
                value={known(limits[role])}
                onChange={(value) => setLimits({ ...limits, [role]: value })}
              />
            ))}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={same} onClick={choose}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface BoxesProps {
  value: Role[];
  onChange: (roles: Role[]) => void;
  locked?: Role[];
}

/** Everybody is a member; the other roles come on top. */
export function RoleBoxes({ value, onChange, locked = [] }: BoxesProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group value={value} onChange={(next) => onChange(roles.filter((role) => role === 'member' || next.includes(role)))} label={t('people.roles.label')}>
      <div className={classes.boxes}>
        {roles
          .filter((role) => role !== 'member')
          .map((role) => (
            <Checkbox key={role} value={role} label={t(`people.role.${role}`)} description={t(`people.may.${role}`)} disabled={locked.includes(role)} />
          ))}
      </div>
    </Checkbox.Group>
  );
}
