/* JoinConfirmPage.tsx: the mailed link is opened: the mailbox is proved by one press, then the member chooses their groups and is
 * in, or is told what they wait for. */
import { Button, Group, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useSpace } from '../../api/session.ts';
import type { Me } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { Entrance } from '../../ui/Entrance.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { useFragmentToken } from '../../ui/useFragmentToken.ts';
import { useEnter } from '../session/api.ts';
import { useChooseGroups, useConfirm, useMyGroups } from './api.ts';
import { changeOf, chosenOf, GroupFields, openAxes, type Chosen } from './GroupFields.tsx';

export function JoinConfirmPage() {
  const { t } = useTranslation();
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const token = useFragmentToken();
  const confirm = useConfirm();
  const problem = confirm.isError ? toApiError(confirm.error) : null;
  if (confirm.data?.me) return <Where me={confirm.data.me} />;
  if (confirm.data)
    return (
      <Entrance title={t('join.waits.title')} lead={t(confirm.data.waits_for === 'pilot' ? 'join.waits.pilot' : 'join.waits.approval', { company })}>
        {null}
      </Entrance>
    );
  if (!token || (problem && !problem.transient))
    return (
      <Entrance title={t('join.spent.title')} lead={t('join.spent.text')}>
        <Stack gap="sm" align="flex-start">
          <Button component={Link} to="/sign-in" variant="default" size="lg">
            {t('session.signIn')}
          </Button>
          <TextLink to="/join">{t('join.spent.again')}</TextLink>
        </Stack>
      </Entrance>
    );
  return (
    <Entrance title={t('join.confirm.title', { company })} lead={t('join.confirm.lead')}>
      <Stack gap="md">
        <FormProblem text={problem && problemText(problem, t)} />
        <Button size="lg" loading={confirm.isPending} onClick={() => confirm.mutate(token)}>
          {t('join.confirm.do')}
        </Button>
      </Stack>
    </Entrance>
  );
}

/** Only where there is something to choose; else straight in. */
function Where({ me }: { me: Me }) {
  const { t } = useTranslation();
  const enter = useEnter(undefined);
  const groups = useMyGroups();
  const choose = useChooseGroups();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const axes = groups.data?.axes ?? [];
  const value = chosen ?? (groups.data ? chosenOf(axes) : null);
  const problem = choose.isError ? toApiError(choose.error) : null;
  if (value && openAxes(axes).length > 0)
    return (
      <Entrance title={t('join.groups.title')} lead={t('join.groups.lead')}>
        <Stack gap="lg">
          <GroupFields axes={axes} value={value} onChange={setChosen} size="lg" />
          <FormProblem text={problem && problemText(problem, t)} />
          <Group gap="xs" grow preventGrowOverflow={false}>
            <Button size="lg" loading={choose.isPending} onClick={() => choose.mutate(changeOf(axes, value), { onSuccess: () => enter(me) })}>
              {t('join.groups.do')}
            </Button>
            <Button size="lg" variant="default" onClick={() => void enter(me)}>
              {t('join.groups.skip')}
            </Button>
          </Group>
        </Stack>
      </Entrance>
    );
  return (
    <Entrance title={t('join.confirm.title', { company: me.company.name })}>
      <Button size="lg" loading={groups.isPending} onClick={() => void enter(me)}>
        {t('session.link.enter')}
      </Button>
    </Entrance>
  );
}
