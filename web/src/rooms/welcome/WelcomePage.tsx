/* WelcomePage.tsx: after the first start: what the company publishes already, three groups, the first invitation, and a look at what
 * people will find. Every step may be skipped and done later; nothing here is ever in the way. */
import { Group, Loader, Stepper, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MeContext, meQuery } from '../../api/session.ts';
import { mayAdmin } from '../../api/types.ts';
import { LanguageChoice } from '../../ui/Entrance.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import frame from '../setup/setup.module.css';
import { GroupsStep } from './GroupsStep.tsx';
import { InviteStep } from './InviteStep.tsx';
import { ReadyStep } from './ReadyStep.tsx';
import { shownSteps, steps, type Step } from './steps.ts';
import classes from './welcome.module.css';
import { WebsiteStep } from './WebsiteStep.tsx';

export function WelcomePage() {
  const { t } = useTranslation();
  const who = useQuery(meQuery);
  const me = who.data;
  const navigate = useNavigate();
  const step: Step = useSearch({ from: '/welcome' }).step ?? 'website';
  usePlaceTitle(t('welcome.title'));
  useFocusHeading(step);
  const barred = me !== undefined && !mayAdmin(me);
  useEffect(() => {
    if (barred) void navigate({ to: '/', replace: true });
  }, [barred, navigate]);
  if (barred) return null;
  if (!me) {
    return (
      <div className={frame.page}>
        <Group justify="center" p="xl">
          {who.isError ? <ErrorCard title={t('welcome.failed')} error={who.error} retry={() => void who.refetch()} retrying={who.isFetching} /> : <Loader role="status" aria-label={t('common.loading')} />}
        </Group>
      </div>
    );
  }
  const go = (to: Step) => void navigate({ to: '/welcome', search: { step: to } });
  const next = () => go(steps[steps.indexOf(step) + 1] ?? 'ready');
  const back = () => go(steps[steps.indexOf(step) - 1] ?? 'website');
  return (
    <MeContext value={me}>
      <div className={frame.page}>
        <header className={frame.header}>
          <Group gap={10} wrap="nowrap">
            <Mark size={22} />
            <Text fw={680} fz={18}>
              Portevoix
            </Text>
          </Group>
          <Stepper active={steps.indexOf(step)} size="sm" className={`${frame.stepper} ${classes.stepper}`} onStepClick={(index) => go(steps[index] ?? 'website')} completedIcon={<Icon of={IconCheck} size={16} />} aria-label={t('setup.steps')}>
            {shownSteps.map((name) => (
              <Stepper.Step key={name} label={t(`welcome.step.${name}`)} />
            ))}
          </Stepper>
          <LanguageChoice />
        </header>
        {step === 'website' && <WebsiteStep next={next} />}
        {step === 'groups' && <GroupsStep next={next} back={back} />}
        {step === 'invite' && <InviteStep next={next} back={back} />}
        {step === 'ready' && <ReadyStep back={back} />}
      </div>
    </MeContext>
  );
}

/** A new step begins at its heading, also for who does not see it. */
function useFocusHeading(step: Step) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById('welcome-heading')?.focus();
    window.scrollTo({ top: 0 });
  }, [step]);
}
