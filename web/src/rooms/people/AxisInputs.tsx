/* AxisInputs.tsx: groups by name on each axis; a name that is new makes a group. */
import { Autocomplete, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Axis } from '../../api/types.ts';
import { useGroups } from './api.ts';
import classes from './people.module.css';

export interface AxisValues {
  country: string;
  department: string;
  team: string;
  free: string[];
}

/** As the API wants it: what is empty is no group. */
export const groupsOf = ({ country, department, team, free }: AxisValues) => ({
  country: country.trim() || null,
  department: department.trim() || null,
  team: team.trim() || null,
  free,
});

const useNames = (axis: Axis) => {
  const { i18n } = useTranslation();
  const names = useGroups(axis, '').data?.pages.flatMap((page) => page.items.map((group) => group.name)) ?? [];
  return names.toSorted((a, b) => a.localeCompare(b, i18n.language));
};

export function AxisInputs({ value, onChange }: { value: AxisValues; onChange: (value: AxisValues) => void }) {
  const { t } = useTranslation();
  const names = { country: useNames('country'), department: useNames('department'), team: useNames('team'), free: useNames('free') };
  return (
    <div className={classes.two}>
      {(['team', 'department', 'country'] as const).map((axis) => (
        <Autocomplete
          key={axis}
          label={t(`people.field.${axis}`)}
          data={names[axis]}
          limit={50}
          maxLength={80}
          value={value[axis]}
          onChange={(name) => onChange({ ...value, [axis]: name })}
        />
      ))}
      <TagsInput
        label={t('people.joinLinks.free')}
        placeholder={value.free.length ? undefined : t('people.groups.freeHint')}
        data={names.free}
        limit={50}
        maxTags={20}
        maxLength={80}
        value={value.free}
        onChange={(free) => onChange({ ...value, free })}
      />
    </div>
  );
}
