/* Columns.tsx: which column became what, with a few values of it, and how sure that is. A change is sent when it is whole. */
import { Alert, Badge, Button, Card, Collapse, Group, Select, Switch, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowRight, IconInfoCircle, IconQuestionMark } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Import, ImportColumn, ImportField } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useMap } from './api.ts';
import { notices } from './known.ts';
import { changesOf, doubtful, faultOf, fieldOf, fields, type MappingDraft } from './mapping.ts';
import classes from './import.module.css';

const OUT = 'out';

export function Columns({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const region = useId();
  const map = useMap(item.id);
  const wide = useMediaQuery('(min-width: 56.25em)', true, { getInitialValueInEffect: false }) === true;
  const doubts = item.columns.filter(doubtful).length;
  const [open, setOpen] = useState(wide || doubts > 0 || item.status === 'failed');
  const [draft, setDraft] = useState<MappingDraft>({});
  const [header, setHeader] = useState(item.header_line > 0);
  const used = item.columns.filter((column) => column.field !== null);
  const out = item.columns.filter((column) => column.field === null);
  const changes = changesOf(item.columns, draft);
  const changed = changes.length > 0 || header !== item.header_line > 0;
  const fault = changed || item.status === 'failed' ? faultOf(item.columns, draft) : null;
  const words = fault && (fault.code === 'twice' ? t('import.columns.twice', { field: t(`import.field.${fault.field}`) }) : t('import.columns.noEmail'));
  const send = () => map.mutate({ mapping: changes, ...(header !== item.header_line > 0 ? { header } : {}) });
  const choose = (column: ImportColumn) => (value: string | null) => {
    map.reset();
    setDraft((now) => ({ ...now, [column.index]: value === OUT || value === null ? null : (value as ImportField) }));
  };
  const row = (column: ImportColumn) => <ColumnRow key={column.index} column={column} field={fieldOf(column, draft)} fixed={!item.can_remap} onChoose={choose(column)} />;
  return (
    <section aria-labelledby="columns" className={classes.section}>
      <div className={classes.head}>
        <div>
          <Title order={2} id="columns">
            {t('import.columns.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {doubts > 0 ? t('import.columns.doubts', { count: doubts, n: number(doubts) }) : t('import.columns.text', { count: used.length, n: number(used.length), all: number(item.columns.length) })}
          </Text>
        </div>
        <TextButton expanded={open} controls={region} onClick={() => setOpen(!open)}>
          {open ? t('import.columns.hide') : t('import.columns.show')}
        </TextButton>
      </div>
      <Notices item={item} />
      <Card padding={0} id={region} hidden={!open}>
        <ul className={`${classes.list} pv-rows`}>{used.map(row)}</ul>
        {out.length > 0 && <KeptOut columns={out} forced={item.status === 'failed'} row={row} />}
        {item.can_remap && (
          <div className={classes.columnsFoot}>
            <Switch label={t('import.columns.header')} checked={header} onChange={(event) => setHeader(event.currentTarget.checked)} />
            <FormProblem text={words ?? (map.error ? problemText(toApiError(map.error), t) : null)} />
            {changed && (
              <Group gap="xs">
                <Button
                  variant="subtle"
                  onClick={() => {
                    setDraft({});
                    setHeader(item.header_line > 0);
                  }}
                >
                  {t('import.columns.reset')}
                </Button>
                <Button variant="ink" disabled={fault !== null} loading={map.isPending} onClick={send}>
                  {t('import.columns.again')}
                </Button>
              </Group>
            )}
          </div>
        )}
      </Card>
    </section>
  );
}

function Notices({ item }: { item: Import }) {
  const { t } = useTranslation();
  const said = notices.filter((notice) => item.notices.includes(notice));
  if (said.length === 0) return null;
  return (
    <Alert mb="sm" color="gray" icon={<Icon of={IconInfoCircle} />} className={classes.notices}>
      {said.map((notice) => (
        <Text key={notice} size="sm">
          {t(`import.notice.${notice}`)}
        </Text>
      ))}
    </Alert>
  );
}

interface RowProps {
  column: ImportColumn;
  field: ImportField | null;
  fixed: boolean;
  onChoose: (value: string | null) => void;
}

function ColumnRow({ column, field, fixed, onChoose }: RowProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const name = column.header || t('import.columns.unnamed', { n: number(column.index + 1) });
  const doubt = doubtful(column) && field === column.field;
  return (
    <li className={classes.column}>
      <div className={classes.columnName}>
        <Text size="sm" fw={600} className={classes.wrapAny}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" className={classes.samples}>
          {column.samples.length > 0 ? column.samples.join(' · ') : t('import.columns.filled', { count: column.filled, n: number(column.filled) })}
        </Text>
      </div>
      <span className={classes.arrow}>
        <Icon of={IconArrowRight} size={18} />
      </span>
      <div className={classes.columnField}>
        <Select
          aria-label={t('import.columns.choose', { name })}
          allowDeselect={false}
          disabled={fixed}
          data={[...fields.map((value) => ({ value, label: t(`import.field.${value}`) })), { value: OUT, label: t('import.field.out') }]}
          value={field ?? OUT}
          onChange={onChoose}
        />
        {doubt && (
          <Badge data-tone="warn" leftSection={<Icon of={IconQuestionMark} size={15} />}>
            {t(column.confidence === 'guess' ? 'import.columns.guess' : 'import.columns.likely')}
          </Badge>
        )}
      </div>
    </li>
  );
}

function KeptOut({ columns, forced, row }: { columns: ImportColumn[]; forced: boolean; row: (column: ImportColumn) => React.ReactNode }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [open, setOpen] = useState(forced);
  const region = useId();
  return (
    <div className={classes.keptOut}>
      <div className={classes.keptOutHead}>
        <div>
          <Text size="sm" fw={600}>
            {t('import.columns.out', { count: columns.length, n: number(columns.length) })}
          </Text>
          <Text size="xs" c="dimmed" className={classes.wrapAny}>
            {columns.map((column) => column.header).filter(Boolean).join(', ')}
          </Text>
        </div>
        <TextButton quiet expanded={open} controls={region} onClick={() => setOpen(!open)}>
          {open ? t('import.columns.hide') : t('import.columns.change')}
        </TextButton>
      </div>
      <Collapse expanded={open} id={region}>
        <ul className={`${classes.list} pv-rows`}>{columns.map(row)}</ul>
      </Collapse>
    </div>
  );
}
