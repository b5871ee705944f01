/* Caption.tsx: the words handed to those who share, counted as the networks count them; a blank (____) is where their own go. */
import { Badge, Button, Kbd, Text, Textarea, Title } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { textLength, type Limits } from '../../base/length.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { CAPTION_MAX, type Draft, type Fields } from './draft.ts';
import { fieldKeys } from './PostFields.tsx';
import classes from './studio.module.css';

const BLANK = '____';

/** As src/text/length.c has them. */
const counted: { network: string; limits: Limits }[] = [
  { network: 'linkedin', limits: { unit: 'utf16', max: 3000 } },
  { network: 'bluesky', limits: { unit: 'grapheme', max: 300, max_bytes: 3000 } },
];

interface CaptionProps {
  fields: Fields;
  fixed: boolean;
  editing: boolean;
  onDraft: (part: Draft) => void;
  onEdit: () => void;
  onStop: () => void;
  onSave: () => void;
}

export function Caption({ fields, fixed, editing, onDraft, onEdit, onStop, onSave }: CaptionProps) {
  const { t } = useTranslation();
  const internal = fields.audience === 'internal';
  const text = fields.caption;
  if (fixed && !text) return null;
  return (
    <section aria-labelledby="caption" className={classes.captions}>
      <div className={classes.captionHead}>
        <Title order={3} id="caption" fz={14} lh="20px" fw={620}>
          {t('studio.caption.title')}
        </Title>
        {!internal && !fixed && !editing && (
          <Button
            size="sm"
            variant="subtle"
            mr={-14}
            leftSection={<Icon of={text ? IconPencil : IconPlus} size={18} />}
            rightSection={<Kbd>C</Kbd>}
            onClick={onEdit}
          >
            {text ? t('studio.edit') : t('studio.caption.add')}
          </Button>
        )}
      </div>
      {internal ? (
        <Text size="sm" c="dimmed">
          {t('studio.caption.internal')}
        </Text>
      ) : editing || text ? (
        <div className={classes.caption} data-editing={editing || undefined}>
          <div className={classes.captionMeta}>
            {fields.language && <Badge>{fields.language.toUpperCase()}</Badge>}
            <Counts text={text} />
          </div>
          {editing ? <CaptionInput text={text} lang={fields.language} onDraft={onDraft} onStop={onStop} onSave={onSave} /> : <Blanks text={text} lang={fields.language} />}
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {t('studio.caption.none')}
        </Text>
      )}
      {!internal && (editing || text) && (
        <Text size="xs" c="dimmed">
          {t('studio.caption.note')}
        </Text>
      )}
    </section>
  );
}

function Counts({ text }: { text: string }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <ul className={classes.counts} aria-live="off">
      {counted.map(({ network, limits }) => {
        const { length, valid } = textLength(limits, text);
        return (
          <li key={network} data-over={(text && !valid) || undefined}>
            <NetworkIcon network={network} size={18} />
            <span>
              <span className={classes.countName}>{networkTitle(t, network)} </span>
              {t('studio.caption.count', { n: number(length), max: number(limits.max) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The text with each blank drawn as the place to fill. */
function Blanks({ text, lang }: { text: string; lang: string }) {
  const { t } = useTranslation();
  return (
    <p className={classes.captionText} lang={lang || undefined}>
      {text.split(/_{4,}/).map((part, index) => (
        <span key={index}>
          {index > 0 && <mark className={classes.blank}>{t('studio.caption.blank')}</mark>}
          {part}
        </span>
      ))}
    </p>
  );
}

interface InputProps {
  text: string;
  lang: string;
  onDraft: (part: Draft) => void;
  onStop: () => void;
  onSave: () => void;
}

function CaptionInput({ text, lang, onDraft, onStop, onSave }: InputProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  // Before the next key can arrive: what is typed right after C lands here.
  useLayoutEffect(() => {
    const box = input.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  }, []);
  const insert = () => {
    const box = input.current;
    if (!box) return;
    const at = box.selectionStart;
    onDraft({ caption: text.slice(0, at) + BLANK + text.slice(box.selectionEnd) });
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(at + BLANK.length, at + BLANK.length);
    });
  };
  return (
    <div onKeyDown={fieldKeys(onStop, onSave)}>
      <Textarea
        ref={input}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={12}
        maxLength={CAPTION_MAX}
        aria-labelledby="caption"
        placeholder={t('studio.caption.placeholder')}
        value={text}
        onChange={(event) => onDraft({ caption: event.currentTarget.value })}
        classNames={{ input: classes.captionInput }}
        lang={lang || undefined}
        spellCheck
      />
      <div className={classes.captionTools}>
        <TextButton quiet onClick={insert}>
          {t('studio.caption.insert')}
        </TextButton>
        <TextButton quiet onClick={onStop}>
          {t('studio.stopEditing')}
        </TextButton>
      </div>
    </div>
  );
}
