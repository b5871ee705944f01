/* Shortcuts.tsx: the keys at the foot of the Studio, and whether the last action is kept. */
import { Kbd, UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import type { Tab } from './api.ts';
import classes from './studio.module.css';

export type Saved = 'none' | 'saving' | 'saved' | 'dirty' | 'failed';

export type KeyName = 'next' | 'approve' | 'caption' | 'drop' | 'undo' | 'help' | 'unpublish' | 'restore' | 'edit' | 'save' | 'search' | 'schedule' | 'unschedule' | 'archive';

/** Which keys do what; the bar shows some of them, the dialog all. */
export const shortcuts: { keys: string[]; name: KeyName; in?: Tab[]; bar?: boolean }[] = [
  { keys: ['J', 'K'], name: 'next', bar: true },
  { keys: ['A'], name: 'approve', in: ['draft', 'pending', 'scheduled'], bar: true },
  { keys: ['C'], name: 'caption', in: ['draft', 'pending', 'scheduled', 'published'], bar: true },
  { keys: ['P'], name: 'schedule', in: ['draft', 'pending', 'scheduled'], bar: true },
  { keys: ['D'], name: 'drop', in: ['draft', 'pending'], bar: true },
  { keys: ['U'], name: 'unpublish', in: ['published'], bar: true },
  { keys: ['U'], name: 'unschedule', in: ['scheduled'], bar: true },
  { keys: ['X'], name: 'archive', in: ['published'], bar: true },
  { keys: ['R'], name: 'restore', in: ['archived', 'dropped'], bar: true },
  { keys: ['Z'], name: 'undo', bar: true },
  { keys: ['E'], name: 'edit', in: ['draft', 'pending', 'scheduled', 'published'] },
  { keys: ['S'], name: 'save', in: ['draft', 'pending', 'scheduled', 'published'] },
  { keys: ['/'], name: 'search' },
  { keys: ['?'], name: 'help' },
];

export function ShortcutBar({ tab, on, saved, onHelp }: { tab: Tab; on: boolean; saved: Saved; onHelp: () => void }) {
  const { t } = useTranslation();
  return (
    <footer className={classes.keys}>
      {on &&
        shortcuts
          .filter((shortcut) => shortcut.bar && (!shortcut.in || shortcut.in.includes(tab)))
          .map(({ keys, name }) => (
            <span key={name} className={classes.key}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
              {t(`studio.key.${name}`)}
            </span>
          ))}
      <UnstyledButton className={classes.key} onClick={onHelp}>
        <Kbd>?</Kbd>
        {t('studio.key.help')}
      </UnstyledButton>
      <span className={classes.saved} role="status" data-failed={saved === 'failed' || undefined}>
        {saved === 'saved' && <Icon of={IconCheck} size={15} />}
        {saved !== 'none' && t(`studio.saved.${saved}`)}
      </span>
    </footer>
  );
}
