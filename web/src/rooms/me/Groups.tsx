/* Groups.tsx: my groups: chosen here where the company lets everyone choose, shown where it does not. */
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useChooseGroups, useMyGroups } from '../join/api.ts';
import { changeOf, chosenOf, GroupFields, openAxes, type Chosen } from '../join/GroupFields.tsx';

export function Groups() {
  const { t } = useTranslation();
  const groups = useMyGroups();
  const choose = useChooseGroups();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const axes = groups.data?.axes ?? [];
  const open = openAxes(axes);
  const fixed = axes.filter((axis) => axis.mine.length > 0 && !open.includes(axis));
  if (open.length === 0 && fixed.length === 0) return null;
  const value = chosen ?? chosenOf(axes);
  const change = (next: Chosen) => {
    if (!choose.isIdle) choose.reset();
    setChosen(next);
  };
  return (
    <Card component="section" aria-labelledby="my-groups">
      <Title order={2} id="my-groups" fz={16} lh="24px" fw={620}>
        {t('me.groups.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('me.groups.lead')}
      </Text>
      <Stack gap="md">
        {fixed.map(({ axis, mine }) => (
          <div key={axis}>
            <Text size="sm" fw={600}>
              {t(`join.groups.${axis}`)}
            </Text>
            <Text size="sm">{mine.join(', ')}</Text>
            <Text size="xs" c="dimmed">
              {t('me.groups.fixed')}
            </Text>
          </div>
        ))}
        {open.length > 0 && (
          <>
            <GroupFields axes={axes} value={value} onChange={change} />
            <FormProblem text={choose.isError ? problemText(toApiError(choose.error), t) : null} />
            <Group gap="md">
              <Button variant="default" disabled={!chosen} loading={choose.isPending} onClick={() => choose.mutate(changeOf(axes, value), { onSuccess: () => setChosen(null) })}>
                {t('common.save')}
              </Button>
              <Text size="sm" c="var(--pv-ok)" role="status">
                {choose.isSuccess && (
                  <Group gap={6} component="span">
                    <Icon of={IconCheck} size={18} />
                    {t('common.saved')}
                  </Group>
                )}
              </Text>
            </Group>
          </>
        )}
      </Stack>
    </Card>
  );
}
