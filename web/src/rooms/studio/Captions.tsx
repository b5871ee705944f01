/* Captions.tsx: the captions of a post in the editor: for which network and language, where each fits, locked as an exception.
 * Each keeps itself while it is typed; what was removed can be put back. */
import { ActionIcon, Button, Collapse, Group, Select, Skeleton, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconHistory, IconLock, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError, type ApiError } from '../../api/problem.ts';
import type { Caption, CaptionInput, CaptionPatch } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { languages } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { CAPTION_MAX } from './draft.ts';
import classes from './captions.module.css';
import { useAddCaption, useCaptions, useChangeCaption, usePastCaptions, useRemoveCaption } from './captionsApi.ts';

const PAUSE = 1200;
const REASON_MIN = 10;
const BLANK = '____';
const ANY = 'any';
const NETWORKS = ['linkedin', 'x', 'bluesky', 'mastodon', 'facebook', 'threads', 'xing', 'whatsapp', 'telegram', 'email', 'copy'];

export function Captions({ post, language }: { post: string; language: string }) {
  const { t } = useTranslation();
  const captions = useCaptions(post);
  const add = useAddCaption(post);
  const remove = useRemoveCaption(post);
  const [removed, setRemoved] = useState<CaptionInput | null>(null);
  const [fresh, setFresh] = useState(false);
  const items = captions.data?.items ?? [];
  const drop = (one: Caption) =>
    remove.mutate(one.id, {
      onSuccess: () => setRemoved({ text: one.text, network: one.network, language: one.language, locked: one.locked, ...(one.locked ? { lock_reason: one.lock_reason } : {}) }),
    });
  const failed = add.error ?? remove.error;
  return (
    <section aria-labelledby="captions" className={classes.captions}>
      <h2 id="captions" className={classes.title}>
        {t('studio.captions.title')}
      </h2>
      <Text size="sm" c="dimmed">
        {t(items.length === 0 && captions.isSuccess ? 'studio.captions.none' : 'studio.captions.note')}
      </Text>
      {captions.isPending && <Skeleton height={120} radius="md" />}
      {captions.isError && <ErrorCard title={t('studio.captions.failed')} error={captions.error} retry={() => void captions.refetch()} retrying={captions.isFetching} />}
      <ol className={classes.list}>
        {items.map((one, index) => (
          <li key={one.id}>
            <One post={post} caption={one} n={index + 1} onRemove={() => drop(one)} />
          </li>
        ))}
        {fresh && (
          <li>
            <Fresh
              language={language}
              n={items.length + 1}
              error={add.isError ? toApiError(add.error) : null}
              onKeep={(input) => add.mutate(input, { onSuccess: () => setFresh(false) })}
              onStop={() => {
                setFresh(false);
                add.reset();
              }}
            />
          </li>
        )}
      </ol>
      <div role="status">
        {removed && (
          <Group gap="sm">
            <Text size="sm">{t('studio.captions.removed')}</Text>
            <TextButton onClick={() => add.mutate(removed, { onSuccess: () => setRemoved(null) })}>{t('studio.captions.undo')}</TextButton>
          </Group>
        )}
        {failed && !fresh && <Fault error={toApiError(failed)} max={captions.data?.max ?? 0} />}
      </div>
      {captions.isSuccess && !fresh && (
        <Button
          variant="default"
          leftSection={<Icon of={IconPlus} size={18} />}
          className={classes.add}
          disabled={items.length >= captions.data.max}
          onClick={() => {
            setRemoved(null);
            setFresh(true);
          }}
        >
          {t('studio.captions.add')}
        </Button>
      )}
    </section>
  );
}

function Fault({ error, max }: { error: ApiError; max: number }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const at = (pointer: string) => error.errors.some((item) => item.pointer === pointer);
  let text = problemText(error, t);
  if (error.slug === 'exists') text = t('studio.captions.twin');
  else if (error.slug === 'conflict') text = t('studio.captions.conflict');
  else if (error.slug === 'limit') text = t('studio.captions.full', { n: number(max) });
  else if (at('/text')) text = t('studio.captions.long');
  return (
    <Group gap={6} wrap="nowrap" className={classes.fault} role="alert">
      <Icon of={IconAlertTriangle} size={18} />
      <Text size="sm">{text}</Text>
    </Group>
  );
}

interface PlaceProps {
  network: string;
  language: string;
  onChange: (part: { network?: string; language?: string }) => void;
}

function Place({ network, language, onChange }: PlaceProps) {
  const { t } = useTranslation();
  const known = language && !(languages as readonly string[]).includes(language) ? [language] : [];
  return (
    <div className={classes.place}>
      <Select
        label={t('studio.captions.network')}
        allowDeselect={false}
        data={[{ value: ANY, label: t('studio.captions.anyNetwork') }, ...NETWORKS.map((name) => ({ value: name, label: networkTitle(t, name) }))]}
        value={network || ANY}
        leftSection={network ? <NetworkIcon network={network} size={18} /> : undefined}
        onChange={(value) => onChange({ network: value === ANY ? '' : (value ?? '') })}
      />
      <Select
        label={t('field.language')}
        allowDeselect={false}
        data={[{ value: ANY, label: t('studio.captions.anyLanguage') }, ...languages.map((value) => ({ value, label: t(`language.${value}`) })), ...known.map((value) => ({ value, label: value }))]}
        value={language || ANY}
        onChange={(value) => onChange({ language: value === ANY ? '' : (value ?? '') })}
      />
    </div>
  );
}

interface TextProps {
  text: string;
  lang: string;
  label: string;
  begin?: boolean;
  onText: (text: string) => void;
  onLeave?: () => void;
}

function CaptionText({ text, lang, label, begin, onText, onLeave }: TextProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (begin) input.current?.focus();
  }, [begin]);
  const insert = () => {
    const box = input.current;
    if (!box) return;
    const at = box.selectionStart;
    onText(text.slice(0, at) + BLANK + text.slice(box.selectionEnd));
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(at + BLANK.length, at + BLANK.length);
    });
  };
  return (
    <div>
      <Textarea
        ref={input}
        label={label}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={CAPTION_MAX}
        placeholder={t('studio.captions.placeholder')}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onBlur={onLeave}
        lang={lang || undefined}
        spellCheck
      />
      <TextButton quiet onClick={insert}>
        {t('studio.captions.insert')}
      </TextButton>
    </div>
  );
}

interface FreshProps {
  language: string;
  n: number;
  error: ApiError | null;
  onKeep: (input: CaptionInput) => void;
  onStop: () => void;
}

function Fresh({ language, n, error, onKeep, onStop }: FreshProps) {
  const { t } = useTranslation();
  const [input, setInput] = useState<CaptionInput>({ text: '', network: '', language });
  return (
    <div className={classes.one}>
      <Place network={input.network ?? ''} language={input.language ?? ''} onChange={(part) => setInput((now) => ({ ...now, ...part }))} />
      <CaptionText label={t('studio.captions.one', { n })} text={input.text} lang={input.language ?? ''} begin onText={(text) => setInput((now) => ({ ...now, text }))} />
      {error && <Fault error={error} max={30} />}
      <Group gap="xs">
        <Button variant="default" disabled={!input.text.trim()} onClick={() => onKeep(input)}>
          {t('common.save')}
        </Button>
        <Button variant="subtle" onClick={onStop}>
          {t('common.cancel')}
        </Button>
      </Group>
    </div>
  );
}

/** What is typed and not kept yet; kept on a pause, on leaving the field, and when the page goes. */
function useKeeping(post: string, caption: Caption) {
  const change = useChangeCaption(post);
  const [draft, setDraft] = useState<CaptionPatch>({});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(draft);
  held.current = draft;
  const keep = () => {
    clearTimeout(timer.current);
    const patch = Object.fromEntries(Object.entries(held.current).filter(([name, value]) => caption[name as keyof Caption] !== value)) as CaptionPatch;
    const text = (patch.text ?? caption.text).trim();
    const locks = (patch.locked ?? caption.locked) && (patch.lock_reason ?? caption.lock_reason).trim().length < REASON_MIN;
    if (Object.keys(patch).length === 0 || !text || locks || change.isPending) return;
    change.mutate({ id: caption.id, patch: { ...patch, version: caption.version } }, { onSuccess: () => setDraft((now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => patch[name as keyof CaptionPatch] !== value))) });
  };
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => () => latest.current(), []);
  const set = (part: CaptionPatch, at: 'once' | 'pause') => {
    if (change.isError) change.reset();
    setDraft((now) => ({ ...now, ...part }));
    held.current = { ...held.current, ...part };
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), at === 'once' ? 0 : PAUSE);
  };
  return { shown: { ...caption, ...draft } as Caption, set, keep, change, dirty: Object.keys(draft).length > 0 };
}

function One({ post, caption, n, onRemove }: { post: string; caption: Caption; n: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const { shown, set, keep, change, dirty } = useKeeping(post, caption);
  const [past, setPast] = useState(false);
  return (
    <div className={classes.one} data-locked={shown.locked || undefined}>
      <Place network={shown.network} language={shown.language} onChange={(part) => set(part, 'once')} />
      <CaptionText label={t('studio.captions.one', { n })} text={shown.text} lang={shown.language} onText={(text) => set({ text }, 'pause')} onLeave={keep} />
      <Fits caption={caption} />
      <Lock caption={shown} kept={caption} set={set} keep={keep} />
      {change.isError && <Fault error={toApiError(change.error)} max={30} />}
      <div className={classes.foot}>
        <span role="status" className={classes.kept}>
          {change.isPending ? t('studio.captions.saving') : change.isSuccess && !dirty && (
            <>
              <Icon of={IconCheck} size={15} />
              {t('studio.captions.saved')}
            </>
          )}
        </span>
        <ActionIcon variant="subtle" color="gray" size={44} aria-expanded={past} aria-label={t('studio.captions.history', { n })} onClick={() => setPast(!past)}>
          <Icon of={IconHistory} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('studio.captions.remove', { n })} onClick={onRemove}>
          <Icon of={IconTrash} />
        </ActionIcon>
      </div>
      <Collapse expanded={past}>{past && <Past caption={caption} onBring={(text) => set({ text }, 'once')} />}</Collapse>
    </div>
  );
}

function Fits({ caption }: { caption: Caption }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const names = (reason: string) => caption.places.filter((place) => place.reason === reason).map((place) => networkTitle(t, place.network)).join(', ');
  const long = names('too_long');
  const locked = names('locked');
  const [only] = caption.places;
  return (
    <ul className={classes.fits}>
      {caption.blanks > 0 && <li>{t('studio.captions.blanks', { count: caption.blanks, n: number(caption.blanks) })}</li>}
      {caption.network && only && only.max > 0 && <li>{t('studio.captions.count', { n: number(only.length), max: number(only.max) })}</li>}
      {long && <li data-warn>{t('studio.captions.tooLong', { networks: long })}</li>}
      {locked && <li data-warn>{t('studio.captions.lockedOut', { networks: locked })}</li>}
      {!long && !locked && caption.places.length > 0 && <li>{t('studio.captions.fitsAll')}</li>}
    </ul>
  );
}

interface LockProps {
  caption: Caption;
  kept: Caption;
  set: (part: CaptionPatch, at: 'once' | 'pause') => void;
  keep: () => void;
}

function Lock({ caption, kept, set, keep }: LockProps) {
  const { t } = useTranslation();
  const never = ['x', 'mastodon', 'facebook', 'threads'].includes(caption.network);
  const short = caption.lock_reason.trim().length < REASON_MIN;
  if (never && !caption.locked) {
    return (
      <Text size="xs" c="dimmed">
        {t('studio.captions.lockNever', { network: networkTitle(t, caption.network) })}
      </Text>
    );
  }
  return (
    <div className={classes.lock}>
      <Switch
        label={t('studio.captions.lock')}
        description={t('studio.captions.lockNote')}
        checked={caption.locked}
        thumbIcon={caption.locked ? <Icon of={IconLock} size={13} /> : undefined}
        onChange={(event) => set({ locked: event.currentTarget.checked }, 'once')}
      />
      {caption.locked && (
        <TextInput
          label={t('studio.captions.reason')}
          description={t('studio.captions.reasonNote')}
          error={short && caption.lock_reason ? t('studio.captions.reasonShort', { min: REASON_MIN }) : undefined}
          required
          maxLength={200}
          autoFocus={!kept.locked}
          value={caption.lock_reason}
          onChange={(event) => set({ lock_reason: event.currentTarget.value }, 'pause')}
          onBlur={keep}
        />
      )}
    </div>
  );
}

function Past({ caption, onBring }: { caption: Caption; onBring: (text: string) => void }) {
  const { t } = useTranslation();
  const { ago } = useLocale();
  const past = usePastCaptions(caption.id, true);
  if (past.isPending) return <Skeleton height={60} />;
  if (past.isError) return <ErrorCard title={t('studio.captions.failed')} error={past.error} retry={() => void past.refetch()} retrying={past.isFetching} />;
  const earlier = past.data.filter((one) => one.text !== caption.text);
  if (earlier.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('studio.captions.historyNone')}
      </Text>
    );
  }
  return (
    <ul className={classes.past}>
      {earlier.map((one) => (
        <li key={one.id}>
          <Text size="sm" lang={caption.language || undefined}>
            {one.text}
          </Text>
          <Group gap="sm">
            <Text size="xs" c="dimmed">
              {one.name ?? t('studio.captions.someone')}, {ago(one.saved_at)}
            </Text>
            <TextButton quiet onClick={() => onBring(one.text)}>
              {t('studio.captions.bring')}
            </TextButton>
          </Group>
        </li>
      ))}
    </ul>
  );
}
