/* Words.tsx: the field for the member's words, with the blanks of the caption marked in it; Tab goes from blank to blank. */
import { Textarea } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { blanksOf, filledOf, nextBlank, type Span } from './blanks.ts';
import classes from './share.module.css';

interface WordsProps {
  text: string;
  /** As it was handed out; "" none. */
  caption: string;
  language: string;
  onText: (text: string) => void;
}

export function Words({ text, caption, language, onText }: WordsProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const select = (span: Span | undefined) => {
    input.current?.focus();
    if (span) input.current?.setSelectionRange(span.start, span.end);
  };
  // A caption that has just come is begun at its blank.
  useEffect(() => {
    const [first] = blanksOf(caption);
    if (first && document.activeElement === input.current) input.current?.setSelectionRange(first.start, first.end);
  }, [caption]);
  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const box = event.currentTarget;
    if (event.key !== 'Tab' || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = nextBlank(text, event.shiftKey ? box.selectionStart : box.selectionEnd, event.shiftKey);
    if (!to) return;
    event.preventDefault();
    select(to);
  };
  const left = blanksOf(text);
  return (
    <div className={classes.words}>
      <div ref={mirror} className={classes.mirror} aria-hidden>
        {marked(text, left, filledOf(caption, text))}
      </div>
      <Textarea
        ref={input}
        id="share-text"
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={14}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={key}
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
        }}
        placeholder={t('share.placeholder')}
        aria-describedby="share-count share-link share-blanks"
        classNames={{ input: classes.text }}
        lang={language || undefined}
        spellCheck
      />
      <span id="share-blanks" className={classes.blanksLeft}>
        {left.length > 0 && (
          <button type="button" onClick={() => select(left[0])}>
            {t('share.blanks.left', { count: left.length })}
          </button>
        )}
      </span>
    </div>
  );
}

/** The same text, its blanks and what was put into them marked. */
function marked(text: string, open: Span[], filled: Span[]) {
  const spans = [...open.map((span) => ({ ...span, open: true })), ...filled.filter((span) => !open.some((o) => o.start < span.end && span.start < o.end)).map((span) => ({ ...span, open: false }))].sort((a, b) => a.start - b.start);
  const parts = [];
  let at = 0;
  for (const span of spans) {
    parts.push(text.slice(at, span.start), <mark key={span.start} className={classes.blank} data-filled={!span.open || undefined}>{text.slice(span.start, span.end)}</mark>);
    at = span.end;
  }
  // A line end at the very end needs a sign after it to have a height.
  return [...parts, text.slice(at), '\u200b'];
}
