/* Figures.tsx: four numbers, each with its unit and what it is to be compared with. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import classes from './impact.module.css';

export const discardedOf = ({ clicks }: Impact) => clicks.bot + clicks.preview + clicks.self + clicks.repeat;

export function Figures({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const { number, day, spelled } = useLocale();
  const { shares, clicks, previous, period } = impact;
  const before = day(previous.from, { month: 'long' });
  const discarded = discardedOf(impact);
  const figures = [
    {
      key: 'human',
      value: clicks.human,
      unit: t('impact.figure.human', { count: clicks.human }),
      note: t('impact.figure.before', { context: period.kind, n: number(previous.human), before }),
    },
    {
      key: 'shares',
      value: shares.total,
      unit: t('impact.figure.shares', { count: shares.total }),
      note: shares.own_words > 0 ? t('impact.figure.ownWords', { count: shares.own_words, n: spelled(shares.own_words) }) : t('impact.figure.before', { context: period.kind, n: number(previous.shares), before }),
    },
    { key: 'verified', value: shares.verified, unit: t('impact.figure.verified', { count: shares.verified }), note: t('impact.figure.verifiedNote', { n: number(shares.total) }) },
    { key: 'discarded', value: discarded, unit: t('impact.figure.discarded', { count: discarded }), note: t('impact.figure.discardedNote') },
  ];
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => (
        <div key={figure.key} className={classes.figure}>
          <dd className="pv-figure">{number(figure.value)}</dd>
          <dt>
            <Text size="sm" fw={500} span>
              {figure.unit}
            </Text>
            <Text size="xs" c="dimmed" component="span" display="block">
              {figure.note}
            </Text>
          </dt>
        </div>
      ))}
    </dl>
  );
}
