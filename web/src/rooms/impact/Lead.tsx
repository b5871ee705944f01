/* Lead.tsx: the month in one sentence. More than before is said; less is not held against anyone. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Rich } from '../../ui/Rich.tsx';
import classes from './impact.module.css';

export function Lead({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const me = useMe();
  const { number, spelled, day } = useLocale();
  const { kind } = impact.period;
  const month = day(impact.period.from, { month: 'long' });
  const before = day(impact.previous.from, { month: 'long' });
  const { human } = impact.clicks;
  const made = impact.shares.total;
  const values = { month, n: number(human), company: me.company.name, context: kind };

  return (
    <Text component="p" className={`pv-lead ${classes.lead}`}>
      {human > 0 ? (
        <>
          <Rich
            text={
              made > 0
                ? t('impact.lead.withShares', { ...values, count: human, shares: t('impact.lead.shares', { count: made, n: spelled(made) }) })
                : t('impact.lead.earlier', { ...values, count: human })
            }
          />
          {comparison()}
        </>
      ) : made > 0 ? (
        t('impact.lead.waiting', { count: made, n: spelled(made) })
      ) : (
        t('impact.lead.quiet', { context: kind, month })
      )}
    </Text>
  );

  function comparison(): string {
    const more = human - impact.previous.human;
    if (impact.previous.human === 0) return '.';
    if (more > 0) return t('impact.lead.more', { context: kind, n: number(more), before });
    if (more === 0) return t('impact.lead.same', { context: kind, before });
    return t('impact.lead.after', { context: kind, n: number(impact.previous.human), before });
  }
}
