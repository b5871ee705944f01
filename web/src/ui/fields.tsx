/* fields.tsx: inputs that several forms share. */
import { PasswordInput, Select, type PasswordInputProps, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages } from '../i18n/index.ts';
import { timeZones } from '../base/zones.ts';

export function LanguageSelect(props: Omit<SelectProps, 'data'>) {
  const { t } = useTranslation();
  return <Select allowDeselect={false} data={languages.map((value) => ({ value, label: t(`language.${value}`) }))} {...props} />;
}

export function TimeZoneSelect({ current, ...props }: Omit<SelectProps, 'data'> & { current: string }) {
  const { t } = useTranslation();
  return <Select searchable allowDeselect={false} limit={60} data={timeZones(current)} nothingFoundMessage={t('field.noZone')} {...props} />;
}

/** A password field whose eye says what it does. */
export function Password(props: PasswordInputProps) {
  const { t } = useTranslation();
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword'), size: 36 }} {...props} />;
}
