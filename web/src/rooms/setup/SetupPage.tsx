/* SetupPage.tsx: the first start: the company, then its first admin. Two steps, with the space taking shape at the side.
 *
 * Opened by the one-time link on the server's console; the token is behind #. */
import { Box, Button, Group, Stepper, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { signedIn, useSpace } from '../../api/session.ts';
import { sendLogo } from '../../base/logoFile.ts';
import { COQUELICOT, derivePalette, isHexColour } from '../../base/palette.ts';
import { useApiForm } from '../../base/useForm.ts';
import { browserTimeZone } from '../../base/useLocale.ts';
import { languageOf, switchLanguage } from '../../i18n/index.ts';
import { Entrance, LanguageChoice } from '../../ui/Entrance.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { useFragmentToken } from '../../ui/useFragmentToken.ts';
import { useSetup } from './api.ts';
import { AdminStep, CompanyStep, PASSWORD_MIN, type SetupValues } from './steps.tsx';
import classes from './setup.module.css';
import { SpacePreview } from './SpacePreview.tsx';

export function SetupPage() {
  const { t } = useTranslation();
  const space = useSpace();
  const token = useFragmentToken();
  if (space && !space.setup_needed)
    return (
      <Entrance title={t('setup.already.title')} lead={t('setup.already.text')}>
        <Button component={Link} to="/" variant="default" size="lg">
          {t('setup.already.open')}
        </Button>
      </Entrance>
    );
  if (!token) return <Entrance title={t('setup.noToken.title')} lead={t('setup.noToken.text')}>{null}</Entrance>;
  return <Setup token={token} />;
}

const stepOf = (path: string) => (path.startsWith('admin') ? 1 : 0);

function Setup({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  usePlaceTitle(t('setup.title'));
  const client = useQueryClient();
  const router = useRouter();
  const setup = useSetup();
  const [step, setStep] = useState(0);
  const [logo, setLogo] = useState<File | null>(null);
  const form = useApiForm<SetupValues>({
    initialValues: {
      name: '',
      language: languageOf(i18n.language),
      time_zone: browserTimeZone(),
      colour: COQUELICOT,
      admin: { email: '', first_name: '', last_name: '', password: '' },
    },
    validate: {
      name: (value) => (value.trim() ? null : t('error.field.required')),
      colour: (value) => (isHexColour(value) ? null : t('setup.colour.invalid')),
      admin: {
        first_name: (value) => (step === 0 || value.trim() ? null : t('error.field.required')),
        email: (value) => (step === 0 || /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('error.field.email')),
        password: (value) => (step === 0 || !value || value.length >= PASSWORD_MIN ? null : t('error.field.tooShort', { number: PASSWORD_MIN })),
      },
    },
  });
  useFocusHeading(step);

  const send = form.onSubmit((values) => {
    form.clearProblem();
    if (step === 0) {
      setStep(1);
      return;
    }
    const { password, ...admin } = values.admin;
    setup.mutate(
      { ...values, name: values.name.trim(), token, admin: password ? { ...admin, password } : admin },
      {
        onSuccess: async (me) => {
          // Refused after all: the settings are where it is chosen again, and where it is said why.
          const sent = !logo || (await sendLogo('light', logo).then(() => true, () => false));
          await signedIn(client, me);
          await switchLanguage(languageOf(me.language));
          await (sent ? router.navigate({ to: '/welcome' }) : router.navigate({ to: '/settings', hash: 'logo' }));
        },
        onError: (error) => {
          const first = form.fail(error);
          if (first) setStep(stepOf(first));
        },
      },
    );
  });
  const { name, colour } = form.getValues();
  const usedUp = setup.isError && isProblem(setup.error, 'forbidden');

  return (
    <form onSubmit={send} noValidate className={classes.page}>
      <header className={classes.header}>
        <Group gap={10} wrap="nowrap">
          <Mark size={22} />
          <Text fw={680} fz={18}>
            Portevoix
          </Text>
        </Group>
        <Stepper active={step} size="sm" className={classes.stepper} allowNextStepsSelect={false} completedIcon={<Icon of={IconCheck} size={16} />} aria-label={t('setup.steps')}>
          <Stepper.Step label={t('setup.step.company')} />
          <Stepper.Step label={t('setup.step.you')} />
        </Stepper>
        <LanguageChoice />
      </header>
      <main className={classes.main} id="main">
        <section>
          <Title order={1} fz={{ base: 26, md: 36 }} lh={{ base: '32px', md: '44px' }} tabIndex={-1} id="setup-heading" className={classes.heading}>
            {step === 0 ? t('setup.company.title') : t('setup.you.title')}
          </Title>
          <Text fz={{ base: 16, md: 18 }} lh={{ base: '26px', md: '28px' }} c="var(--pv-ink-soft)" mt={8} mb="lg">
            {step === 0 ? t('setup.company.text') : t('setup.you.text')}
          </Text>
          {step === 0 ? <CompanyStep form={form} logo={logo} onLogo={setLogo} /> : <AdminStep form={form} />}
          <Box mt="md">
            <FormProblem text={usedUp ? t('setup.noToken.used') : form.problem} />
          </Box>
        </section>
        <aside aria-label={t('setup.preview.label')}>
          <SpacePreview name={name} palette={derivePalette(isHexColour(colour) ? colour : COQUELICOT)} />
        </aside>
      </main>
      <div className={classes.footer}>
        <div className={classes.footerIn}>
          {step === 1 ? (
            <Button variant="subtle" leftSection={<Icon of={IconArrowLeft} />} onClick={() => setStep(0)} ml={-16}>
              {t('common.back')}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" size="lg" loading={setup.isPending}>
            {step === 0 ? t('setup.next') : t('setup.open')}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** A new step begins at its heading, also for who does not see it. */
function useFocusHeading(step: number) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById('setup-heading')?.focus();
  }, [step]);
}
