/* GroupsStep.tsx: three first groups on one axis. Figures will be told by group and never by person; texts can be meant for one. */
import { ActionIcon, Button, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useMakeGroups } from './api.ts';
import { Frame } from './Frame.tsx';
import classes from './welcome.module.css';

const axes = ['department', 'team', 'country'] as const;
type Offered = (typeof axes)[number];
const MOST = 12;
const NAME_MAX = 80;

export function GroupsStep({ next, back }: { next: () => void; back: () => void }) {
  const { t } = useTranslation();
  const make = useMakeGroups();
  const [axis, setAxis] = useState<Offered>('department');
  const [names, setNames] = useState(['', '', '']);
  const given = [...new Set(names.map((name) => name.trim()).filter(Boolean))];
  const put = (index: number, name: string) => setNames(names.map((old, at) => (at === index ? name : old)));
  const save = () => make.mutate({ axis, names: given }, { onSuccess: next });
  return (
    <Frame
      title={t('welcome.groups.title')}
      lead={t('welcome.groups.text')}
      back={back}
      skip={next}
      side={
        <Text className="pv-reading" c="var(--pv-ink-soft)">
          {t('welcome.groups.why')}
        </Text>
      }
      action={
        <Button size="lg" disabled={given.length === 0} loading={make.isPending} onClick={save}>
          {given.length > 0 ? t('welcome.groups.make', { count: given.length }) : t('welcome.groups.makeNone')}
        </Button>
      }
    >
      <Stack gap="md" maw={520}>
        <Radio.Group label={t('welcome.groups.axis')} value={axis} onChange={(value) => setAxis(value as Offered)}>
          <div className={classes.axes}>
            {axes.map((value) => (
              <Radio key={value} value={value} label={t(`welcome.groups.axes.${value}`)} />
            ))}
          </div>
        </Radio.Group>
        {names.map((name, index) => (
          <TextInput
            key={index}
            size="lg"
            label={t('welcome.groups.name', { number: index + 1 })}
            placeholder={t(`welcome.groups.example.${axis}`).split(', ')[index]}
            value={name}
            maxLength={NAME_MAX}
            autoComplete="off"
            onChange={(event) => put(index, event.currentTarget.value)}
            rightSection={
              names.length > 3 && (
                <ActionIcon variant="subtle" aria-label={t('welcome.groups.remove', { number: index + 1 })} onClick={() => setNames(names.filter((_, at) => at !== index))}>
                  <Icon of={IconX} size={18} />
                </ActionIcon>
              )
            }
          />
        ))}
        {names.length < MOST && (
          <div>
            <Button variant="subtle" leftSection={<Icon of={IconPlus} size={18} />} ml={-16} onClick={() => setNames([...names, ''])}>
              {t('welcome.groups.another')}
            </Button>
          </div>
        )}
        <FormProblem text={make.isError ? problemText(toApiError(make.error), t) : null} />
      </Stack>
    </Frame>
  );
}
