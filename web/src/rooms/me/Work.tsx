/* Work.tsx: as what and when I work. Whatever suggests a moment keeps to these hours; nobody else reads them. */
import { ActionIcon, Button, Card, Checkbox, Group, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import { useMe } from '../../api/session.ts';
import type { MyWork, MyWorkChange } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import classes from './work.module.css';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const RELATIONS = ['employee', 'director', 'intern', 'contractor', 'agency'] as const;
const COMPANY = 'company';

type Week = MyWork['week'];
type Off = MyWork['days_off'];

const useWork = () => useQuery({ queryKey: keys.work, queryFn: () => data(api.GET('/api/v1/me/work')) });

function useChangeWork() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MyWorkChange) => data(api.PATCH('/api/v1/me/work', { body })),
    onSuccess: (work) => {
      client.setQueryData(keys.work, work);
      void client.invalidateQueries({ queryKey: keys.composer });
    },
  });
}

export function Work() {
  const { t } = useTranslation();
  const work = useWork();
  return (
    <Card component="section" aria-labelledby="work">
      <Title order={2} id="work" fz={16} lh="24px" fw={620}>
        {t('me.work.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('me.work.lead')}
      </Text>
      {work.isPending && <Skeleton height={240} />}
      {work.isError && <ErrorCard title={t('me.work.failed')} error={work.error} retry={() => void work.refetch()} retrying={work.isFetching} />}
      {work.isSuccess && <Fields work={work.data} />}
    </Card>
  );
}

function Fields({ work }: { work: MyWork }) {
  const { t } = useTranslation();
  const me = useMe();
  const { ahead } = useLocale();
  const change = useChangeWork();
  const [draft, setDraft] = useState<{ relation?: string | null; week?: Week; off?: Off }>({});
  const set = (part: typeof draft) => {
    if (!change.isIdle) change.reset();
    setDraft((now) => ({ ...now, ...part }));
  };
  const week = draft.week ?? work.week;
  const off = draft.off ?? work.days_off;
  const relation = draft.relation === undefined ? (work.own_relation ? work.relation : COMPANY) : (draft.relation ?? COMPANY);
  const wrong = week.some((day) => !day.from || !day.to || day.from >= day.to) || off.some((span) => !span.from || !span.to || span.from > span.to);
  const save = () => {
    const body: MyWorkChange = {};
    if (draft.relation !== undefined) body.relation = draft.relation as MyWork['relation'] | null;
    if (draft.week) body.week = draft.week;
    if (draft.off) body.days_off = draft.off;
    change.mutate(body, { onSuccess: () => setDraft({}) });
  };
  return (
    <Stack gap="lg">
      <Select
        label={t('me.work.relation', { company: me.company.name })}
        description={t('me.work.relationNote')}
        allowDeselect={false}
        data={[{ value: COMPANY, label: t('me.work.company') }, ...RELATIONS.map((value) => ({ value, label: t(`me.work.relations.${value}`) }))]}
        value={relation}
        onChange={(value) => set({ relation: value === COMPANY ? null : value })}
      />
      <fieldset className={classes.group}>
        <legend>{t('me.work.hours')}</legend>
        <Text size="xs" c="dimmed" mb={8}>
          {t('me.work.zone', { zone: work.time_zone })}
        </Text>
        {DAYS.map((day) => (
          <Day key={day} day={day} week={week} onWeek={(next) => set({ week: next })} />
        ))}
        {(work.own_week || draft.week) && (
          <TextButton quiet onClick={() => set({ week: [] })}>
            {t('me.work.useCompany')}
          </TextButton>
        )}
      </fieldset>
      <DaysOff off={off} company={work.company_days_off} onOff={(next) => set({ off: next })} />
      <Text size="sm">{work.next_at ? t('me.work.next', { when: ahead(work.next_at) }) : t('me.work.now')}</Text>
      <FormProblem text={change.isError ? problemText(toApiError(change.error), t) : null} />
      <Group gap="md">
        <Button variant="default" disabled={Object.keys(draft).length === 0 || wrong} loading={change.isPending} onClick={save}>
          {t('common.save')}
        </Button>
        <Text size="sm" c="var(--pv-ok)" role="status">
          {change.isSuccess && (
            <Group gap={6} component="span">
              <Icon of={IconCheck} size={18} />
              {t('common.saved')}
            </Group>
          )}
        </Text>
      </Group>
    </Stack>
  );
}

function Day({ day, week, onWeek }: { day: (typeof DAYS)[number]; week: Week; onWeek: (week: Week) => void }) {
  const { t } = useTranslation();
  const hours = week.find((one) => one.day === day);
  const put = (next: Week[number] | null) => onWeek(DAYS.flatMap((name) => (name === day ? (next ? [next] : []) : week.filter((one) => one.day === name))));
  const name = t(`me.work.day.${day}`);
  return (
    <div className={classes.day}>
      <Checkbox label={name} checked={!!hours} onChange={(event) => put(event.currentTarget.checked ? { day, from: '09:00', to: '18:00' } : null)} />
      {hours ? (
        <Group gap={6} wrap="nowrap">
          <TextInput type="time" size="sm" flex={1} miw={0} aria-label={`${name}, ${t('me.work.from')}`} value={hours.from} onChange={(event) => put({ ...hours, from: event.currentTarget.value })} />
          <Text size="sm" c="dimmed" aria-hidden>
            {t('me.work.to')}
          </Text>
          <TextInput
            type="time"
            size="sm"
            flex={1}
            miw={0}
            aria-label={`${name}, ${t('me.work.to')}`}
            value={hours.to === '24:00' ? '23:59' : hours.to}
            error={hours.from >= hours.to ? t('me.work.order') : undefined}
            onChange={(event) => put({ ...hours, to: event.currentTarget.value })}
          />
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t('me.work.quiet')}
        </Text>
      )}
    </div>
  );
}

function DaysOff({ off, company, onOff }: { off: Off; company: Off; onOff: (off: Off) => void }) {
  const { t } = useTranslation();
  const { day } = useLocale();
  const said = ({ from, to }: Off[number]) => (from === to ? day(from) : t('me.work.span', { from: day(from), to: day(to) }));
  const put = (at: number, next: Off[number]) => onOff(off.map((one, i) => (i === at ? next : one)));
  return (
    <fieldset className={classes.group}>
      <legend>{t('me.work.off')}</legend>
      {company.length > 0 && (
        <Text size="xs" c="dimmed" mb={8}>
          {t('me.work.offCompany', { days: company.map(said).join(', ') })}
        </Text>
      )}
      {off.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('me.work.offNone')}
        </Text>
      )}
      {off.map((span, at) => (
        <div key={at} className={classes.off}>
          <TextInput type="date" size="sm" label={t('me.work.offFirst')} value={span.from} onChange={(event) => put(at, { from: event.currentTarget.value, to: span.to < event.currentTarget.value ? event.currentTarget.value : span.to })} />
          <TextInput type="date" size="sm" label={t('me.work.offLast')} value={span.to} error={span.from > span.to ? t('me.work.order') : undefined} onChange={(event) => put(at, { ...span, to: event.currentTarget.value })} />
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('me.work.offRemove', { days: said(span) })} onClick={() => onOff(off.filter((_, i) => i !== at))}>
            <Icon of={IconTrash} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="sm"
        className={classes.addOff}
        disabled={off.length >= 60}
        leftSection={<Icon of={IconPlus} size={18} />}
        onClick={() => {
          const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
          onOff([...off, { from: tomorrow, to: tomorrow }]);
        }}
      >
        {t('me.work.offAdd')}
      </Button>
    </fieldset>
  );
}
