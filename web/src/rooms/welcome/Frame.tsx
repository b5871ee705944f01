/* Frame.tsx: what every step has: a heading, a sentence, its own middle and side, and the bar below. */
import { Button, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import frame from '../setup/setup.module.css';
import classes from './welcome.module.css';

interface FrameProps {
  title: string;
  lead: string;
  side?: ReactNode;
  sideLabel?: string;
  back?: () => void;
  skip?: () => void;
  action: ReactNode;
  children: ReactNode;
}

export function Frame({ title, lead, side, sideLabel, back, skip, action, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <>
      <main className={frame.main} id="main">
        <section>
          <Title order={1} fz={{ base: 26, md: 36 }} lh={{ base: '32px', md: '44px' }} tabIndex={-1} id="welcome-heading" className={frame.heading}>
            {title}
          </Title>
          <Text fz={{ base: 16, md: 18 }} lh={{ base: '26px', md: '28px' }} c="var(--pv-ink-soft)" mt={8} mb="lg">
            {lead}
          </Text>
          {children}
        </section>
        <aside aria-label={sideLabel}>{side}</aside>
      </main>
      <footer className={frame.footer}>
        <div className={frame.footerIn}>
          {back ? (
            <Button variant="subtle" leftSection={<Icon of={IconArrowLeft} />} onClick={back} ml={-16}>
              {t('common.back')}
            </Button>
          ) : (
            <span />
          )}
          <div className={classes.actions}>
            {skip && (
              <Button variant="subtle" onClick={skip}>
                {t('welcome.skip')}
              </Button>
            )}
            {action}
          </div>
        </div>
      </footer>
    </>
  );
}
