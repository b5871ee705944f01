/* RolesModal.tsx: what a member may do, each role with what it opens and what it does not. */
import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member, Role } from '../../api/types.ts';
import { roles } from './api.ts';
import classes from './people.module.css';

interface RolesProps {
  member: Member;
  name: string;
  own: boolean;
  onClose: () => void;
  onChoose: (roles: Role[]) => void;
}

export function RolesModal({ member, name, own, onClose, onChoose }: RolesProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(member.roles);
  const same = chosen.length === member.roles.length && chosen.every((role) => member.roles.includes(role));
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.roles.title', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <RoleBoxes value={chosen} onChange={setChosen} locked={own ? ['admin'] : []} />
        <Text size="xs" c="dimmed">
          {own ? t('people.roles.own') : t('people.roles.note')}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={same} onClick={() => onChoose(chosen)}>
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
