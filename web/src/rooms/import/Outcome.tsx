/* Outcome.tsx: what the import did, in numbers; and the way back, with what it will do said before. */
import { Button, Card, Group, Modal, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Import } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useUndo } from './api.ts';
import classes from './import.module.css';

export function Outcome({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number, dateTime, longDate } = useLocale();
  const [asking, setAsking] = useState(false);
  const undone = item.status === 'undone';
  const figures = undone ? (['removed', 'restored', 'kept'] as const) : (['added', 'updated', 'same', 'skipped'] as const);
  const at = undone ? item.undone_at : item.applied_at;
  const until = item.undo_until;
  return (
    <Card mt="md">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Icon of={undone ? IconArrowBackUp : IconCircleCheck} size={24} color={undone ? 'var(--pv-ink)' : 'var(--pv-ok)'} />
        <div>
          <p className={classes.sentence}>{t(undone ? 'import.done.undone' : 'import.done.title')}</p>
          <Text size="sm" c="dimmed">
            {at && dateTime(at)}
          </Text>
        </div>
      </Group>
      <dl className={classes.figures}>
        {figures.map((figure) => (
          <div key={figure} className={classes.figure}>
            <dt>{t(`import.result.${figure}`, { count: item.result[figure] })}</dt>
            <dd className="pv-figure">{number(item.result[figure])}</dd>
          </div>
        ))}
      </dl>
      {undone && item.result.kept > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('import.done.kept')}
        </Text>
      )}
      <Group gap="sm" mt="lg">
        <Button component={Link} to="/people" variant={undone ? 'default' : 'filled'}>
          {t('import.done.people')}
        </Button>
        {!undone && until && Date.parse(until) > Date.now() && (
          <>
            <Button variant="default" leftSection={<Icon of={IconArrowBackUp} size={18} />} onClick={() => setAsking(true)}>
              {t('import.undo.open')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('import.undo.until', { date: longDate(until) })}
            </Text>
          </>
        )}
      </Group>
      {asking && <UndoModal item={item} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function UndoModal({ item, onClose }: { item: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const undo = useUndo(item.id);
  const { added, updated } = item.result;
  return (
    <Modal opened onClose={onClose} title={t('import.undo.title', { name: item.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <ul className={classes.what}>
          {added > 0 && <li>{t('import.undo.added', { count: added, n: number(added) })}</li>}
          {updated > 0 && <li>{t('import.undo.updated', { count: updated, n: number(updated) })}</li>}
          <li>{t('import.undo.stays')}</li>
        </ul>
        <FormProblem text={undo.error ? problemText(toApiError(undo.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={undo.isPending} onClick={() => undo.mutate(undefined, { onSuccess: onClose })}>
            {t('import.undo.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
