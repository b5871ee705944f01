/* ApplyBar.tsx: the one decision, always in sight: let it in, or throw it away. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Import } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { useApply, useDiscard } from './api.ts';
import classes from './import.module.css';

export function ApplyBar({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const apply = useApply(item.id);
  const [throwing, setThrowing] = useState(false);
  const { add, update, error } = item.counts;
  const nothing = add + update === 0;
  return (
    <div className={classes.bar}>
      <div className={classes.barText}>
        <Text size="sm" c={apply.error ? 'var(--pv-danger)' : 'dimmed'} role="status">
          {apply.error
            ? problemText(toApiError(apply.error), t)
            : nothing
              ? t('import.apply.nothing')
              : error > 0
                ? t('import.apply.without', { count: error, n: number(error) })
                : t('import.apply.note')}
        </Text>
      </div>
      <Group gap="xs" className={classes.barButtons}>
        <Button variant="subtle" onClick={() => setThrowing(true)}>
          {t('import.discard.open')}
        </Button>
        <Button disabled={nothing} loading={apply.isPending} onClick={() => apply.mutate(error > 0)}>
          {nothing ? t('import.apply.do') : t('import.apply.doCount', { count: add + update, n: number(add + update) })}
        </Button>
      </Group>
      {throwing && <Discard item={item} onClose={() => setThrowing(false)} />}
    </div>
  );
}

function Discard({ item, onClose }: { item: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const discard = useDiscard(item.id);
  return (
    <Modal opened onClose={onClose} title={t('import.discard.title', { name: item.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('import.discard.text')}</Text>
        <FormProblem text={discard.error ? problemText(toApiError(discard.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={discard.isPending} onClick={() => discard.mutate(undefined, { onSuccess: () => void navigate({ to: '/people/import' }) })}>
            {t('import.discard.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
