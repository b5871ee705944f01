/* ArticleInput.tsx: Markdown, written or looked at; a toolbar for those who do not know its signs, reachable by one Tab and the arrows. */
import { ActionIcon, SegmentedControl, Textarea } from '@mantine/core';
import { IconBold, IconH2, IconItalic, IconLink, IconList, IconListNumbers, IconQuote } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import classes from './editor.module.css';

export const ARTICLE_MAX = 60_000;

interface Tool {
  name: 'heading' | 'bold' | 'italic' | 'link' | 'list' | 'numbers' | 'quote';
  icon: typeof IconBold;
  key?: string;
  /** Around the selection, or before each of its lines. */
  around?: [string, string];
  line?: (index: number) => string;
}
const tools: Tool[] = [
  { name: 'heading', icon: IconH2, line: () => '## ' },
  { name: 'bold', icon: IconBold, key: 'b', around: ['**', '**'] },
  { name: 'italic', icon: IconItalic, key: 'i', around: ['*', '*'] },
  { name: 'link', icon: IconLink, key: 'k', around: ['[', '](https://)'] },
  { name: 'list', icon: IconList, line: () => '- ' },
  { name: 'numbers', icon: IconListNumbers, line: (index) => `${index + 1}. ` },
  { name: 'quote', icon: IconQuote, line: () => '> ' },
];

interface ArticleProps {
  text: string;
  lang: string;
  onText: (text: string) => void;
}

export function ArticleInput({ text, lang, onText }: ArticleProps) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLTextAreaElement>(null);
  const bar = useRef<HTMLDivElement>(null);

  const apply = (tool: Tool) => {
    const box = input.current;
    if (!box) return;
    const { selectionStart: from, selectionEnd: to } = box;
    let start = from;
    let put: string;
    if (tool.line) {
      start = text.lastIndexOf('\n', from - 1) + 1;
      put = text.slice(start, to).split('\n').map((line, index) => `${tool.line?.(index) ?? ''}${line}`).join('\n');
    } else {
      const [before, after] = tool.around ?? ['', ''];
      put = `${before}${text.slice(from, to)}${after}`;
    }
    const next = text.slice(0, start) + put + text.slice(to);
    if (next.length > ARTICLE_MAX) return;
    onText(next);
    // Where one goes on typing: inside of the signs, or at the address of a link whose words are there.
    const inside = tool.around ? (from === to ? from + tool.around[0].length : tool.name === 'link' ? start + put.length - 1 : start + put.length) : start + put.length;
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(inside, inside);
    });
  };
  const keys = (event: KeyboardEvent) => {
    const tool = event.ctrlKey || event.metaKey ? tools.find((one) => one.key === event.key.toLowerCase()) : undefined;
    if (!tool || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    apply(tool);
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = (at + step + tools.length) % tools.length;
    setAt(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <section className={classes.article} aria-labelledby="article-label">
      <div className={classes.articleHead}>
        <h2 id="article-label">{t('studio.part.article')}</h2>
        <SegmentedControl
          size="sm"
          aria-labelledby="article-label"
          value={looking ? 'look' : 'write'}
          onChange={(value) => setLooking(value === 'look')}
          data={[
            { value: 'write', label: t('studio.editor.write') },
            { value: 'look', label: t('studio.editor.look') },
          ]}
        />
      </div>
      {looking ? (
        <div className={classes.look} lang={lang || undefined}>
          {text.trim() ? <Markdown text={text} top={3} fit /> : <p className={classes.quiet}>{t('studio.editor.nothing')}</p>}
        </div>
      ) : (
        <>
          <div ref={bar} role="toolbar" aria-label={t('studio.editor.tools')} aria-controls="article" className={classes.tools} onKeyDown={move}>
            {tools.map((tool, index) => (
              <ActionIcon
                key={tool.name}
                tabIndex={index === at ? 0 : -1}
                aria-label={tool.key ? t('studio.editor.toolKey', { tool: t(`studio.editor.tool.${tool.name}`), key: `Ctrl+${tool.key.toUpperCase()}` }) : t(`studio.editor.tool.${tool.name}`)}
                title={t(`studio.editor.tool.${tool.name}`)}
                onFocus={() => setAt(index)}
                onClick={() => apply(tool)}
              >
                <Icon of={tool.icon} />
              </ActionIcon>
            ))}
          </div>
          <Textarea
            ref={input}
            id="article"
            aria-labelledby="article-label"
            aria-describedby="article-note"
            autosize
            minRows={14}
            maxRows={40}
            maxLength={ARTICLE_MAX}
            value={text}
            onChange={(event) => onText(event.currentTarget.value)}
            onKeyDown={keys}
            lang={lang || undefined}
            spellCheck
            classNames={{ input: classes.articleInput }}
          />
          <p id="article-note" className={classes.quiet}>
            {t('studio.editor.markdown')}
          </p>
        </>
      )}
    </section>
  );
}
