/* SettingRow.tsx: one setting: what it is, what it does, its control. A switch or a choice is stored at once, a text or a number
 * when it is left or Enter is pressed; then it says so in place, with the way back. */
import { Button, ColorInput, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Setting } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { TimeZoneSelect } from '../../ui/fields.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { useChangeSetting } from './api.ts';
import classes from './settings.module.css';
import { useWords, type Words } from './words.ts';

interface ControlProps {
  setting: Setting;
  words: Words;
  busy: boolean;
  describedBy: string;
  store: (value: string) => void;
}

export function SettingRow({ setting, readOnly }: { setting: Setting; readOnly: boolean }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const words = useWords();
  const change = useChangeSetting();
  // What it was before the last change of this visit, to go back to.
  const [before, setBefore] = useState<string | null>(null);
  const store = (value: string, undoing = false) => {
    if (value === setting.value) {
      if (change.isError) change.reset();
      return;
    }
    const was = setting.value;
    change.mutate({ name: setting.name, value }, { onSuccess: () => setBefore(undoing ? null : was) });
  };
  const help = words.help(setting);
  const id = `help-${setting.name}`;
  const network = setting.name.startsWith('network.') ? setting.name.slice(8) : null;
  return (
    <li className={classes.row} id={setting.name}>
      {network && (
        <span className={classes.sign}>
          <NetworkIcon network={network} />
        </span>
      )}
      <div className={classes.words}>
        <Text component="label" htmlFor={`set-${setting.name}`} size="sm" fw={600}>
          {words.label(setting)}
        </Text>
        <Text size="sm" c="dimmed" id={id}>
          {help}
          {setting.type === 'number' && ` ${t('settings.bounds', { min: number(setting.min ?? 0), max: number(setting.max ?? 0) })}`}
          {setting.default !== null && setting.changed && (
            <>
              {help && ' '}
              {t('settings.default', { value: words.value(setting, setting.default) })}
            </>
          )}
        </Text>
        <div role="status" className={classes.outcome}>
          {change.isError && (
            <Text size="sm" c="var(--pv-danger)">
              {whatIsWrong(change.error, setting, words, t)}
            </Text>
          )}
          {change.isSuccess && (
            <Group gap={8} c="var(--pv-ok)">
              <Icon of={IconCheck} size={18} />
              <Text size="sm">{t('common.saved')}</Text>
              {before !== null && (
                <Button variant="transparent" size="sm" px={4} c="inherit" td="underline" onClick={() => store(before, true)}>
                  {t('settings.undo')}
                </Button>
              )}
            </Group>
          )}
        </div>
      </div>
      <div className={classes.control}>
        {readOnly ? <Text size="sm">{words.value(setting, setting.value)}</Text> : <Control setting={setting} words={words} busy={change.isPending} describedBy={id} store={store} />}
      </div>
    </li>
  );
}

function whatIsWrong(error: unknown, setting: Setting, words: Words, t: TFunction): string {
  const problem = toApiError(error);
  if (problem.slug === 'exists') return t('settings.wrong.taken');
  if (problem.slug !== 'invalid') return problemText(problem, t);
  if (/only who runs the server/.test(problem.errors[0]?.detail ?? '')) return t('settings.wrong.lockedOut');
  if (/need different host names/.test(problem.errors[0]?.detail ?? '')) return t('settings.wrong.sameHost');
  if (setting.type === 'number') return t('settings.wrong.number', { min: setting.min, max: setting.max });
  return words.form(setting);
}

function Control(props: ControlProps) {
  switch (props.setting.type) {
    case 'flag':
      return <Flag {...props} />;
    case 'choice':
      return <Choice {...props} />;
    case 'number':
      return <Numeric {...props} />;
    default:
      return props.setting.name === 'company.time_zone' ? <Zone {...props} /> : <Line {...props} />;
  }
}

function Flag({ setting, busy, describedBy, store }: ControlProps) {
  return (
    <Switch
      id={`set-${setting.name}`}
      size="md"
      checked={setting.value === 'true'}
      disabled={busy}
      aria-describedby={describedBy}
      onChange={(event) => store(String(event.currentTarget.checked))}
    />
  );
}

function Choice({ setting, words, busy, describedBy, store }: ControlProps) {
  return (
    <Select
      id={`set-${setting.name}`}
      allowDeselect={false}
      data={setting.choices.map((value) => ({ value, label: words.value(setting, value) }))}
      value={setting.value}
      disabled={busy}
      aria-describedby={describedBy}
      onChange={(value) => value !== null && store(value)}
    />
  );
}

function Zone({ setting, busy, describedBy, store }: ControlProps) {
  return (
    <TimeZoneSelect
      id={`set-${setting.name}`}
      current={setting.value}
      value={setting.value}
      disabled={busy}
      aria-describedby={describedBy}
      onChange={(value) => value !== null && store(value)}
    />
  );
}

/** A text that is stored when it is left; Escape takes the typing back. */
function useDraft(setting: Setting, store: (value: string) => void) {
  const [draft, setDraft] = useState(setting.value);
  useEffect(() => setDraft(setting.value), [setting.value]);
  return {
    draft,
    setDraft,
    leave: () => store(draft),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Enter') store(draft);
      if (event.key === 'Escape') setDraft(setting.value);
    },
  };
}

function Numeric({ setting, busy, describedBy, store }: ControlProps) {
  const { draft, setDraft, leave, onKeyDown } = useDraft(setting, store);
  return (
    <NumberInput
      id={`set-${setting.name}`}
      value={draft}
      min={setting.min}
      max={setting.max}
      clampBehavior="none"
      allowDecimal={false}
      disabled={busy}
      aria-describedby={describedBy}
      onChange={(value) => setDraft(String(value))}
      onBlur={leave}
      onKeyDown={onKeyDown}
    />
  );
}

function Line({ setting, busy, describedBy, store }: ControlProps) {
  const { draft, setDraft, leave, onKeyDown } = useDraft(setting, store);
  const { t } = useTranslation();
  const common = { id: `set-${setting.name}`, disabled: busy, 'aria-describedby': describedBy, onBlur: leave, onKeyDown };
  if (setting.name === 'company.colour')
    return <ColorInput {...common} format="hex" withEyeDropper={false} value={draft} onChange={setDraft} onChangeEnd={store} />;
  return (
    <TextInput
      {...common}
      value={draft}
      maxLength={setting.max}
      placeholder={setting.min === 0 ? t('settings.none') : undefined}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}
