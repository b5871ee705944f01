/* steps.tsx: the two forms of the first start. */
import { ColorInput, FileInput, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOGO_ACCEPT, logoProblem } from '../../base/logoFile.ts';
import { contrast, COQUELICOT, derivePalette, isHexColour, SUNK } from '../../base/palette.ts';
import type { Language } from '../../i18n/index.ts';
import type { useApiForm } from '../../base/useForm.ts';
import { LanguageSelect, Password, TimeZoneSelect } from '../../ui/fields.tsx';
import { Icon } from '../../ui/Icon.tsx';

export interface SetupValues extends Record<string, unknown> {
  name: string;
  language: Language;
  time_zone: string;
  colour: string;
  admin: { email: string; first_name: string; last_name: string; password: string };
}

export const PASSWORD_MIN = 12;
const swatches = [COQUELICOT, '#B3261E', '#8A3FA0', '#1B3A8C', '#00677F', '#1E7148', '#FFC20E', '#171C2E'];

type SetupForm = ReturnType<typeof useApiForm<SetupValues>>;

/** A logo may come now or later; it is sent once the company is there. */
function LogoField({ logo, onLogo }: { logo: File | null; onLogo: (file: File | null) => void }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File | null) => {
    const found = file && (await logoProblem(file, 'light'));
    setProblem(found ? t(`setup.logo.problem.${found}`) : null);
    onLogo(found ? null : file);
  };
  return (
    <FileInput
      size="lg"
      label={t('setup.logo.label')}
      description={t('setup.logo.note')}
      placeholder={t('setup.logo.choose')}
      leftSection={<Icon of={IconPhoto} />}
      accept={LOGO_ACCEPT}
      clearable
      clearButtonProps={{ 'aria-label': t('setup.logo.clear') }}
      value={logo}
      error={problem}
      onChange={(file) => void take(file)}
    />
  );
}

export function CompanyStep({ form, logo, onLogo }: { form: SetupForm; logo: File | null; onLogo: (file: File | null) => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <TextInput size="lg" label={t('setup.company.name')} autoComplete="organization" {...form.getInputProps('name')} />
      <LogoField logo={logo} onLogo={onLogo} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <LanguageSelect size="lg" label={t('setup.company.language')} {...form.getInputProps('language')} />
        <TimeZoneSelect size="lg" current={form.getValues().time_zone} label={t('field.timeZone')} {...form.getInputProps('time_zone')} />
      </SimpleGrid>
      <ColorInput size="lg" label={t('setup.colour.label')} format="hex" swatches={swatches} swatchesPerRow={8} withEyeDropper={false} popoverProps={{ width: 280 }} {...form.getInputProps('colour')} />
      <ColourNote colour={form.getValues().colour} />
    </Stack>
  );
}

/** What the colour does to legibility, in words and numbers, before it is chosen. */
function ColourNote({ colour }: { colour: string }) {
  const { t, i18n } = useTranslation();
  if (!isHexColour(colour)) return null;
  const palette = derivePalette(colour);
  const fill = palette.shades[6] ?? colour;
  const ratio = (value: number) => value.toLocaleString(i18n.language === 'fr' ? 'fr-FR' : 'en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const adjusted = fill !== colour.toUpperCase();
  const text = palette.shades[palette.text] ?? fill;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" role="status" c={adjusted ? 'var(--pv-warn)' : 'var(--pv-ok)'}>
      <Icon of={adjusted ? IconAlertTriangle : IconCircleCheck} />
      <Text size="sm">
        {adjusted ? t('setup.colour.adjusted', { colour: fill }) : t('setup.colour.exact')}{' '}
        {t('setup.colour.ratios', { label: ratio(contrast(fill, palette.label)), text: ratio(contrast(text, SUNK)) })}
      </Text>
    </Group>
  );
}

export function AdminStep({ form }: { form: SetupForm }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput size="lg" label={t('field.firstName')} autoComplete="given-name" {...form.getInputProps('admin.first_name')} />
        <TextInput size="lg" label={t('field.lastName')} autoComplete="family-name" {...form.getInputProps('admin.last_name')} />
      </SimpleGrid>
      <TextInput size="lg" type="email" inputMode="email" label={t('field.email')} autoComplete="username" {...form.getInputProps('admin.email')} />
      <Password size="lg" label={t('setup.you.password')} description={t('setup.you.passwordNote', { count: PASSWORD_MIN })} autoComplete="new-password" {...form.getInputProps('admin.password')} />
    </Stack>
  );
}
