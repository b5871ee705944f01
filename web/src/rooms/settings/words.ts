/* words.ts: what a setting is called and what it does, in the reader's language; the server's English where a newer server has
 * one that this page does not know. */
import { useTranslation } from 'react-i18next';
import type { Setting } from '../../api/types.ts';
import { networkTitle } from '../../ui/network.tsx';

export interface Words {
  label: (setting: Setting) => string;
  help: (setting: Setting) => string;
  /** A value as people say it: "on", "Français", "5". */
  value: (setting: Setting, value: string) => string;
  /** What its value has to look like. */
  form: (setting: Setting) => string;
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const say = t as unknown as (key: string) => string;
  const known = (key: string, otherwise: string) => (i18n.exists(key) ? say(key) : otherwise);
  const network = (name: string) => (name.startsWith('network.') ? networkTitle(t, name.slice(8)) : null);
  return {
    label: ({ name }) => network(name) ?? known(`settings.label.${name}`, name),
    help: ({ name, help }) => (network(name) ? '' : known(`settings.help.${name}`, help)),
    form: ({ name }) => known(`settings.wrong.form.${name}`, t('error.field.invalid')),
    value: (setting, value) => {
      if (setting.type === 'flag') return value === 'true' ? t('settings.on') : t('settings.off');
      if (value === '') return t('settings.none');
      return setting.type === 'choice' ? known(`settings.choice.${setting.name}.${value}`, value) : value;
    },
  };
}

/** Small letters without accents, for the search. */
export const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
