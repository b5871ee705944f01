/* Funnel.tsx: how far people have come, in six numbers. Nothing about what anyone did after coming in. */
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../base/useLocale.ts';
import { useCounts } from './api.ts';
import classes from './people.module.css';

const steps = ['directory', 'invited', 'reminded', 'joined', 'waiting', 'suspended'] as const;

export function Funnel() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const counts = useCounts();
  if (counts.isError) return null;
  return (
    <section aria-label={t('people.funnel.title')}>
      <dl className={classes.funnel}>
        {steps.map((step) => (
          <div key={step}>
            <dt>{t(`people.funnel.${step}`)}</dt>
            <dd>{counts.data ? number(counts.data[step]) : <Skeleton height={22} width={32} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
