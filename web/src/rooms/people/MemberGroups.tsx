/* MemberGroups.tsx: the groups of one member. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member, MemberPatch } from '../../api/types.ts';
import { AxisInputs, groupsOf, type AxisValues } from './AxisInputs.tsx';

interface Props {
  member: Member;
  name: string;
  onClose: () => void;
  onChoose: (groups: NonNullable<MemberPatch['groups']>) => void;
}

export function MemberGroups({ member, name, onClose, onChoose }: Props) {
  const { t } = useTranslation();
  const { country, department, team, free } = member.groups;
  const [value, setValue] = useState<AxisValues>({ country: country ?? '', department: department ?? '', team: team ?? '', free });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.groups.ofTitle', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <AxisInputs value={value} onChange={setValue} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => onChoose(groupsOf(value))}>{t('common.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
