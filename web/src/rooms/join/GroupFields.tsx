/* GroupFields.tsx: the member's own groups, on the axes that are open, among the groups there are. */
import { MultiSelect, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MyAxis, MyGroupsChange } from '../../api/types.ts';

export type Chosen = Record<MyAxis['axis'], string[]>;

export const chosenOf = (axes: MyAxis[]) => Object.fromEntries(axes.map((axis) => [axis.axis, axis.mine])) as Chosen;

/** Axes with something to choose. */
export const openAxes = (axes: MyAxis[]) => axes.filter((axis) => axis.open && axis.offered.length > 0);

export function changeOf(axes: MyAxis[], chosen: Chosen): MyGroupsChange {
  const change: MyGroupsChange = {};
  for (const { axis } of openAxes(axes)) {
    if (axis === 'free') change.free = chosen.free;
    else change[axis] = chosen[axis][0] ?? null;
  }
  return change;
}

interface FieldsProps {
  axes: MyAxis[];
  value: Chosen;
  onChange: (value: Chosen) => void;
  size?: 'lg';
}

export function GroupFields({ axes, value, onChange, size }: FieldsProps) {
  const { t, i18n } = useTranslation();
  const sorted = (names: string[]) => names.toSorted((a, b) => a.localeCompare(b, i18n.language));
  return (
    <Stack gap="md">
      {openAxes(axes).map(({ axis, offered }) =>
        axis === 'free' ? (
          <MultiSelect
            key={axis}
            size={size}
            label={t('join.groups.free')}
            data={sorted(offered)}
            searchable
            clearable
            maxValues={20}
            placeholder={value.free.length ? undefined : t('join.groups.choose')}
            nothingFoundMessage={t('join.groups.none')}
            value={value.free}
            onChange={(free) => onChange({ ...value, free })}
            clearButtonProps={{ 'aria-label': t('common.close') }}
          />
        ) : (
          <Select
            key={axis}
            size={size}
            label={t(`join.groups.${axis}`)}
            data={sorted(offered)}
            searchable
            clearable
            placeholder={t('join.groups.choose')}
            nothingFoundMessage={t('join.groups.none')}
            value={value[axis][0] ?? null}
            onChange={(name) => onChange({ ...value, [axis]: name ? [name] : [] })}
            clearButtonProps={{ 'aria-label': t('common.close') }}
          />
        ),
      )}
    </Stack>
  );
}
