/* NetworkTerms.tsx: what each network's terms say, with source and date, and where this company does otherwise, and why. */
import { Accordion, Alert, Badge, Button, Card, Group, Modal, NumberInput, SegmentedControl, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { NetworkTerms as Terms, TermRule } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { OutsideLink, TextButton } from '../../ui/TextLink.tsx';
import classes from './terms.module.css';

const useTerms = () => useQuery({ queryKey: keys.terms, queryFn: async () => (await data(api.GET('/api/v1/terms'))).items });

function useSetTerm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ network, term, value, reason }: { network: string; term: string; value?: number; reason: string }) =>
      (await data(api.PUT('/api/v1/terms/{network}/{term}', { params: { path: { network, term } }, body: value === undefined ? { reason } : { value, reason } }))).items,
    onSuccess: (items) => {
      client.setQueryData(keys.terms, items);
      for (const queryKey of [keys.composer, keys.feed, keys.points]) void client.invalidateQueries({ queryKey });
    },
  });
}

export function NetworkTerms({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation();
  const terms = useTerms();
  const [open, setOpen] = useState<{ network: Terms; rule: TermRule } | null>(null);
  return (
    <div className={classes.terms}>
      <Title order={3} fz={14} lh="20px" fw={620} px={4}>
        {t('settings.terms.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" px={4}>
        {t('settings.terms.lead')}
      </Text>
      {terms.isPending && <Skeleton height={200} radius="md" />}
      {terms.isError && <ErrorCard title={t('settings.terms.failed')} error={terms.error} retry={() => void terms.refetch()} retrying={terms.isFetching} />}
      {terms.isSuccess && (
        <Card padding={0}>
          <Accordion order={4} multiple variant="default" chevronPosition="right">
            {terms.data.map((network) => (
              <Accordion.Item key={network.network} value={network.network}>
                <Accordion.Control icon={<NetworkIcon network={network.network} />}>
                  <Group gap="sm">
                    <Text size="sm" fw={600}>
                      {network.title}
                    </Text>
                    {!network.offered && <Badge>{t('settings.terms.off')}</Badge>}
                    {network.rules.some((rule) => rule.override) && <Icon of={IconAlertTriangle} size={18} color="var(--pv-warn)" />}
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <ul className={classes.rules}>
                    {network.rules.map((rule) => (
                      <Rule key={rule.term} network={network} rule={rule} readOnly={readOnly} onChange={() => setOpen({ network, rule })} />
                    ))}
                  </ul>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        </Card>
      )}
      {open && <Otherwise {...open} onClose={() => setOpen(null)} />}
    </div>
  );
}

type Term = 'reward' | 'prefill' | 'similar_text' | 'edit_required' | 'posts_per_day' | 'mode';

function useSaid() {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (term: string, value: number) => {
    if (term === 'mode') return t(value ? 'settings.terms.mode1' : 'settings.terms.mode0');
    if (term === 'posts_per_day') return value ? number(value) : t('settings.terms.free');
    return t(value ? 'settings.terms.yes' : 'settings.terms.no');
  };
}

interface RuleProps {
  network: Terms;
  rule: TermRule;
  readOnly: boolean;
  onChange: () => void;
}

function Rule({ network, rule, readOnly, onChange }: RuleProps) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const said = useSaid();
  const set = useSetTerm();
  const term = t(`settings.terms.term.${rule.term as Term}`);
  return (
    <li>
      <div className={classes.ruleHead}>
        <Text size="sm" fw={600}>
          {term}
        </Text>
        <Text size="sm" fw={600}>
          {said(rule.term, rule.value)}
        </Text>
      </div>
      <Text size="sm">{rule.text}</Text>
      <Text size="xs" c="dimmed" component="div">
        {rule.source ? (
          <>
            <OutsideLink quiet href={rule.source}>
              {t('settings.terms.source')}
            </OutsideLink>
            {', '}
            {t('settings.terms.read', { date: longDate(rule.checked_at) })}
          </>
        ) : (
          t('settings.terms.ours')
        )}
      </Text>
      {rule.override && (
        <Alert variant="default" className={classes.otherwise} icon={<Icon of={IconAlertTriangle} color="var(--pv-warn)" />}>
          <Text size="sm">{t('settings.terms.otherwise', { date: longDate(rule.override.at), reason: rule.override.reason })}</Text>
          {!readOnly && <TextButton onClick={() => set.mutate({ network: network.network, term: rule.term, reason: '' })}>{t('settings.terms.back')}</TextButton>}
        </Alert>
      )}
      {!readOnly && rule.can_change && !rule.override && (
        <Button variant="subtle" size="sm" ml={-14} onClick={onChange} aria-label={t('settings.terms.changeNamed', { network: network.title, term })}>
          {t('settings.terms.change')}
        </Button>
      )}
    </li>
  );
}

function Otherwise({ network, rule, onClose }: { network: Terms; rule: TermRule; onClose: () => void }) {
  const { t } = useTranslation();
  const set = useSetTerm();
  const number = rule.term === 'posts_per_day';
  const [value, setValue] = useState(number ? rule.network_value + 1 : rule.network_value ? 0 : 1);
  const [reason, setReason] = useState('');
  const save = () => set.mutate({ network: network.network, term: rule.term, value, reason: reason.trim() }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={t('settings.terms.dialog', { network: network.title })} centered closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('settings.terms.says', { text: rule.text })}</Text>
        {number ? (
          <NumberInput label={t('settings.terms.term.posts_per_day')} min={0} max={50} allowDecimal={false} value={value} onChange={(next) => setValue(Number(next) || 0)} />
        ) : (
          <div>
            <Text size="sm" fw={600} mb={4} id="term-value">
              {t(`settings.terms.term.${rule.term as Term}`)}
            </Text>
            <SegmentedControl
              fullWidth
              aria-labelledby="term-value"
              data={[
                { value: '1', label: t('settings.terms.yes') },
                { value: '0', label: t('settings.terms.no') },
              ]}
              value={String(value)}
              onChange={(next) => setValue(Number(next))}
            />
          </div>
        )}
        <Textarea label={t('settings.terms.reason')} description={t('settings.terms.reasonNote')} required autosize minRows={2} maxLength={300} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        {set.isError && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problemText(toApiError(set.error), t)}
          </Text>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={reason.trim().length < 10 || value === rule.network_value} loading={set.isPending} onClick={save}>
            {t('settings.terms.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
