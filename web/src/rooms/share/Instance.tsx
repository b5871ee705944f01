/* Instance.tsx: on which server the member's account is, where a network stands on many. Asked once, then shown to be changed. */
import { TextInput } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';

interface InstanceProps {
  value: string;
  known: string | null;
  refused: boolean;
  onChange: (value: string) => void;
}

export function Instance({ value, known, refused, onChange }: InstanceProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('share.instance.label')}
      description={t(known ? 'share.instance.known' : 'share.instance.ask')}
      placeholder="mastodon.social"
      inputMode="url"
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      maxLength={253}
      leftSection={<Icon of={IconWorld} size={18} />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={refused && t('share.instance.wrong')}
    />
  );
}
