/* SettingsFile.tsx: all settings as one text: take it along, see what another one would change, apply it. */
import { Button, Card, FileButton, Group, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { IconDownload, IconFileCode, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Setting } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { Icon } from '../../ui/Icon.tsx';
import { fetchSettingsFile, useApplyFile } from './api.ts';
import classes from './settings.module.css';
import { useWords } from './words.ts';

const MAX_BYTES = 128 * 1024;

/** Hands a text to the browser as a file. */
function download(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/toml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function SettingsFile({ settings, readOnly }: { settings: Setting[]; readOnly: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const dry = useApplyFile();
  const apply = useApplyFile();
  const write = (value: string) => {
    setText(value);
    setFailed(null);
    dry.reset();
    apply.reset();
  };
  const take = async (file: File | null) => {
    if (!file) return;
    if (file.size > MAX_BYTES) setFailed(t('settings.file.tooLarge'));
    else write(await file.text());
  };
  const save = () => fetchSettingsFile().then((all) => download(all, 'settings.toml'), (error: unknown) => setFailed(problemText(toApiError(error), t)));
  const show = () => fetchSettingsFile().then(write, (error: unknown) => setFailed(problemText(toApiError(error), t)));
  return (
    <section id="file" aria-labelledby="file-title" className={classes.section}>
      <div className={classes.sectionHead}>
        <Icon of={IconFileCode} />
        <Title order={2} id="file-title">
          {t('settings.section.file')}
        </Title>
      </div>
      <Card component="div">
        <Stack gap="md">
          <Text size="sm" className="pv-reading">
            {t('settings.file.text')}
          </Text>
          <Group gap="sm">
            <Button variant="default" leftSection={<Icon of={IconDownload} size={18} />} onClick={() => void save()}>
              {t('settings.file.download')}
            </Button>
            {!readOnly && (
              <>
                <FileButton onChange={(file) => void take(file)} accept=".toml,text/plain,application/toml">
                  {(props) => (
                    <Button variant="default" leftSection={<Icon of={IconUpload} size={18} />} {...props}>
                      {t('settings.file.open')}
                    </Button>
                  )}
                </FileButton>
                <Button variant="subtle" onClick={() => void show()}>
                  {t('settings.file.edit')}
                </Button>
              </>
            )}
          </Group>
          {failed && (
            <Text role="alert" size="sm" c="var(--pv-danger)">
              {failed}
            </Text>
          )}
          {!readOnly && text !== '' && (
            <>
              <Textarea
                label={t('settings.file.label')}
                value={text}
                onChange={(event) => write(event.currentTarget.value)}
                autosize
                minRows={6}
                maxRows={24}
                spellCheck={false}
                classNames={{ input: classes.code }}
              />
              <Outcome settings={settings} dry={dry} apply={apply} />
              <Group gap="sm">
                <Button variant="default" loading={dry.isPending} onClick={() => dry.mutate({ text, dryRun: true })}>
                  {t('settings.file.compare')}
                </Button>
                {dry.isSuccess && dry.data.length > 0 && !apply.isSuccess && (
                  <Button loading={apply.isPending} onClick={() => apply.mutate({ text, dryRun: false })}>
                    {t('settings.file.apply', { count: dry.data.length })}
                  </Button>
                )}
              </Group>
            </>
          )}
        </Stack>
      </Card>
    </section>
  );
}

type Apply = ReturnType<typeof useApplyFile>;

function Outcome({ settings, dry, apply }: { settings: Setting[]; dry: Apply; apply: Apply }) {
  const { t } = useTranslation();
  const words = useWords();
  const find = (name: string) => settings.find((setting) => setting.name === name);
  const error = apply.error ?? dry.error;
  return (
    <div aria-live="polite">
      {error !== null && <Faults error={error} />}
      {error === null && dry.isSuccess && dry.data.length === 0 && <Text size="sm">{t('settings.file.same')}</Text>}
      {error === null && dry.isSuccess && dry.data.length > 0 && (
        <>
          <Text size="sm" fw={600} mb={4} c={apply.isSuccess ? 'var(--pv-ok)' : undefined}>
            {apply.isSuccess ? t('settings.file.applied', { count: dry.data.length }) : t('settings.file.would', { count: dry.data.length })}
          </Text>
          <div className={classes.changes}>
            <Table layout="fixed">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('settings.file.what')}</Table.Th>
                  <Table.Th>{t('settings.file.from')}</Table.Th>
                  <Table.Th>{t('settings.file.to')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {dry.data.map(({ name, from, to }) => {
                  const setting = find(name);
                  return (
                    <Table.Tr key={name}>
                      <Table.Td>{setting ? words.label(setting) : name}</Table.Td>
                      <Table.Td>{setting ? words.value(setting, from) : from}</Table.Td>
                      <Table.Td fw={600}>{setting ? words.value(setting, to) : to}</Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </div>
        </>
      )}
    </div>
  );
}

/** Which lines are wrong. The reason is the program's own, in English, as in the text itself. */
function Faults({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = toApiError(error);
  const lines = problem.errors.filter((item) => item.pointer.startsWith('/line/'));
  if (lines.length === 0)
    return (
      <Text role="alert" size="sm" c="var(--pv-danger)">
        {problemText(problem, t)}
      </Text>
    );
  return (
    <div role="alert">
      <Text size="sm" fw={600} c="var(--pv-danger)">
        {t('settings.file.wrong', { count: lines.length })}
      </Text>
      <ul className={classes.faults}>
        {lines.map((item) => (
          <li key={item.pointer + item.detail}>
            {t('settings.file.line', { line: item.pointer.slice(6) })} <span lang="en">{item.detail}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
