/* Otherwise.tsx: where the company does otherwise than a network's terms say: every member reads which rule, since when, and why. */
import { Card, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import { useMe } from '../../api/session.ts';
import { useLocale } from '../../base/useLocale.ts';
import { NetworkIcon } from '../../ui/network.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import classes from './trust.module.css';

export function Otherwise() {
  const { t } = useTranslation();
  const me = useMe();
  const { longDate } = useLocale();
  const terms = useQuery({ queryKey: keys.terms, queryFn: async () => (await data(api.GET('/api/v1/terms'))).items });
  if (terms.isPending) return <Skeleton height={120} role="status" aria-label={t('common.loading')} />;
  if (terms.isError) return <ErrorCard title={t('trust.otherwise.failed')} error={terms.error} retry={() => void terms.refetch()} retrying={terms.isFetching} />;
  const changed = terms.data.flatMap((network) => network.rules.filter((rule) => rule.override).map((rule) => ({ network, rule })));
  return (
    <section aria-labelledby="otherwise" className={classes.who}>
      <Title order={2} id="otherwise" mb="sm" px={4}>
        {t('trust.otherwise.title', { company: me.company.name })}
      </Title>
      <Card padding={0} component="ul" className={`${classes.facts} pv-rows`}>
        {changed.length === 0 && (
          <li>
            <Text size="sm">{t('trust.otherwise.none')}</Text>
          </li>
        )}
        {changed.map(({ network, rule }) => (
          <li key={`${network.network} ${rule.term}`}>
            <NetworkIcon network={network.network} />
            <div>
              <Text size="sm" fw={500}>
                {network.title}
              </Text>
              <Text size="sm">{t('trust.otherwise.rule', { text: rule.text })}</Text>
              {rule.override && <Text size="sm">{t('trust.otherwise.reason', { date: longDate(rule.override.at), reason: rule.override.reason })}</Text>}
            </div>
          </li>
        ))}
      </Card>
    </section>
  );
}
