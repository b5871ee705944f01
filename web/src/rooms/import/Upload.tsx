/* Upload.tsx: choose, drop or paste; then the way to the server with a number, a way to stop it and a way to try again. */
import { Alert, Button, Card, FileButton, Group, Progress, Stack, Text, Textarea, Title, VisuallyHidden } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle, IconCloudOff, IconFileText, IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { OFFLINE, toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useRemember } from './api.ts';
import { faultOfFile, FILE_SHOWN } from './file.ts';
import { upload, type Sent } from './upload.ts';
import classes from './import.module.css';

const NAME_MAX = 200;

interface Chosen {
  blob: Blob;
  name: string;
}

interface Fault {
  text: string;
  /** Trying again with the same file can help. */
  again: boolean;
}

export function Upload() {
  const { t } = useTranslation();
  const { bytes } = useLocale();
  const { online } = useNetwork();
  const navigate = useNavigate();
  const remember = useRemember();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [sent, setSent] = useState<Sent | 'packing' | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [said, setSaid] = useState('');
  const [pasting, setPasting] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  useStay(sent !== null);

  const start = async (blob: Blob, given: string) => {
    const name = given.slice(-NAME_MAX);
    setFault(null);
    setSaid('');
    setChosen({ blob, name });
    const wrong = await faultOfFile(blob);
    if (wrong) return setFault({ text: t(`import.wrong.${wrong}`, { size: bytes(blob.size), max: bytes(FILE_SHOWN) }), again: false });
    const control = new AbortController();
    stop.current = control;
    setSent('packing');
    try {
      const made = await upload(blob, name, control.signal, setSent);
      remember(made);
      await navigate({ to: '/people/import/$id', params: { id: made.id } });
    } catch (error) {
      if (control.signal.aborted) return setSaid(t('import.sending.cancelled'));
      const problem = toApiError(error);
      const text = problem.slug === OFFLINE ? t('import.wrong.offline') : problem.status === 413 ? t('import.wrong.tooLarge', { size: bytes(blob.size), max: bytes(FILE_SHOWN) }) : problemText(problem, t);
      setFault({ text, again: problem.transient });
    } finally {
      setSent(null);
    }
  };
  const file = (given: File | null | undefined) => given && void start(given, given.name);

  return (
    <Card className={classes.upload}>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {sent && chosen ? (
        <Sending chosen={chosen} sent={sent} onStop={() => stop.current?.abort()} />
      ) : pasting ? (
        <Paste onBack={() => setPasting(false)} onText={(text) => void start(new Blob([text], { type: 'text/csv' }), t('import.paste.name'))} />
      ) : (
        <Drop onFile={file} onText={(text) => void start(new Blob([text], { type: 'text/csv' }), t('import.paste.name'))} onPasting={() => setPasting(true)} />
      )}
      {said && !fault && (
        <Text size="sm" c="dimmed" mt="sm" ta="center" aria-hidden>
          {said}
        </Text>
      )}
      {fault && !sent && (
        <Alert mt="md" color="red" role="alert" icon={<Icon of={fault.again ? IconCloudOff : IconAlertTriangle} />} title={chosen?.name} className={classes.problem}>
          <Text size="sm">{fault.text}</Text>
          {fault.again && chosen && (
            <Button mt="sm" variant="default" disabled={!online} onClick={() => void start(chosen.blob, chosen.name)}>
              {t('import.sending.again')}
            </Button>
          )}
        </Alert>
      )}
    </Card>
  );
}

/** The browser asks before a file on its way is given up. */
function useStay(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [on]);
}

interface DropProps {
  onFile: (file: File | null | undefined) => void;
  onText: (text: string) => void;
  onPasting: () => void;
}

function Drop({ onFile, onText, onPasting }: DropProps) {
  const { t } = useTranslation();
  const { bytes } = useLocale();
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const given = event.dataTransfer.files[0];
    if (given) return onFile(given);
    const text = event.dataTransfer.getData('text/plain');
    if (text.trim()) onText(text);
  };
  const paste = (event: ClipboardEvent) => {
    const given = event.clipboardData.files[0];
    const text = event.clipboardData.getData('text/plain');
    if (given) onFile(given);
    else if (text.includes('\n')) onText(text);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.drop} data-over={over || undefined} onDragOver={drag} onDragEnter={drag} onDragLeave={() => setOver(false)} onDrop={drop} onPaste={paste}>
      <Icon of={IconUpload} size={32} />
      <Title order={2} mt={4}>
        {over ? t('import.drop.over') : t('import.drop.title')}
      </Title>
      <Text size="sm" c="dimmed" maw={360}>
        {t('import.drop.note', { size: bytes(FILE_SHOWN) })}
      </Text>
      <FileButton onChange={onFile} accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values,application/vnd.ms-excel">
        {(props) => (
          <Button mt="sm" {...props} leftSection={<Icon of={IconFileText} />}>
            {t('import.drop.choose')}
          </Button>
        )}
      </FileButton>
      <TextButton quiet onClick={onPasting}>
        {t('import.drop.paste')}
      </TextButton>
    </div>
  );
}

function Paste({ onText, onBack }: { onText: (text: string) => void; onBack: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [empty, setEmpty] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) return onText(text);
    setEmpty(true);
    input.current?.focus();
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <Textarea
          ref={input}
          label={t('import.paste.label')}
          description={t('import.paste.note')}
          placeholder={t('import.paste.hint')}
          rows={9}
          spellCheck={false}
          classNames={{ input: classes.pasted }}
          value={text}
          error={empty && !text.trim() ? t('error.field.required') : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="space-between" gap="sm">
          <TextButton quiet onClick={onBack}>
            {t('import.paste.back')}
          </TextButton>
          <Button type="submit">{t('import.paste.do')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How fast it goes is known after a second or two. */
function useSecondsLeft(sent: Sent | 'packing'): number | null {
  const began = useRef<number | null>(null);
  if (sent === 'packing') return null;
  began.current ??= Date.now();
  const seconds = (Date.now() - began.current) / 1000;
  if (seconds < 1.5 || sent.sent === 0) return null;
  return Math.ceil(((sent.total - sent.sent) * seconds) / sent.sent);
}

function Sending({ chosen, sent, onStop }: { chosen: Chosen; sent: Sent | 'packing'; onStop: () => void }) {
  const { t } = useTranslation();
  const { bytes, number, percent } = useLocale();
  const left = useSecondsLeft(sent);
  const packing = sent === 'packing';
  const share = packing || sent.total === 0 ? 0 : (100 * sent.sent) / sent.total;
  const arrived = !packing && sent.sent >= sent.total;
  const pace = left === null || arrived ? '' : left < 60 ? t('import.sending.seconds', { count: left, n: number(left) }) : t('import.sending.minutes', { count: Math.ceil(left / 60), n: number(Math.ceil(left / 60)) });
  return (
    <Stack gap="sm" py={{ base: 'md', md: 'xl' }}>
      <Group justify="space-between" gap="sm" align="baseline">
        <Title order={2} className={classes.wrapAny}>
          {t('import.sending.title', { name: chosen.name })}
        </Title>
        <Text className="pv-figure" fz={20} lh="28px" aria-hidden>
          {percent(Math.floor(share))}
        </Text>
      </Group>
      <Progress.Root size={10}>
        <Progress.Section value={share} aria-label={t('import.sending.title', { name: chosen.name })} />
      </Progress.Root>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {packing ? t('import.sending.packing') : arrived ? t('import.sending.arrived') : [t('import.sending.done', { sent: bytes(sent.sent), total: bytes(sent.total) }), pace].filter(Boolean).join(', ')}
        </Text>
        <Button variant="default" onClick={onStop}>
          {t('common.cancel')}
        </Button>
      </Group>
      {!packing && sent.total < chosen.blob.size * 0.9 && (
        <Text size="xs" c="dimmed">
          {t('import.sending.packed', { from: bytes(chosen.blob.size), to: bytes(sent.total) })}
        </Text>
      )}
      <VisuallyHidden role="status">{packing ? '' : t('import.sending.said', { percent: percent(Math.floor(share / 25) * 25) })}</VisuallyHidden>
    </Stack>
  );
}
