/* ArticleInput.tsx: Markdown, written or looked at; a toolbar for those who do not know its signs, reachable by one Tab and the arrows.
 * Pictures come by its button, are pasted or dropped, and land where one was writing. */
import { ActionIcon, FileButton, SegmentedControl, Textarea } from '@mantine/core';
import { IconBold, IconH2, IconItalic, IconLink, IconList, IconListNumbers, IconPhotoPlus, IconQuote } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { picturesOf, pictureText } from '../../base/markdown.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import type { Picture } from '../../ui/PostImage.tsx';
import { ArticlePictures, altField } from './ArticlePictures.tsx';
import { useArticlePictures } from './api.ts';
import classes from './editor.module.css';
import { uploadPicture } from './upload.ts';
import { Fault, Sending, useUpload } from './Uploads.tsx';

export const ARTICLE_MAX = 60_000;
/** As POST_PICTURES_MAX of src/app/post/post.h. */
export const PICTURES_MAX = 30;

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

const pictureIn = (files: FileList) => [...files].find(({ type }) => type.startsWith('image/'));

interface ArticleProps {
  post: string;
  text: string;
  lang: string;
  onText: (text: string) => void;
}

export function ArticleInput({ post, text, lang, onText }: ArticleProps) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLTextAreaElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const placed = picturesOf(text);
  const [made, setMade] = useState<ReadonlyMap<string, Picture>>(new Map());
  const stored = useArticlePictures(post, placed.length > 0);
  const pictures = new Map([...(stored.data ?? []).map(({ url, image }) => [url, image] as const), ...made]);
  const [over, setOver] = useState(false);
  const [full, setFull] = useState(false);
  const latest = useRef({ text, onText });
  latest.current = { text, onText };
  const place = useRef(0);
  const again = useRef<() => void>(null);
  const [came, setCame] = useState<number | null>(null);
  // Its words come next: as soon as its row is there.
  useEffect(() => {
    const field = came === null ? null : document.getElementById(altField(came));
    if (!field) return;
    field.focus();
    setCame(null);
  }, [came, text]);

  const upload = useUpload(uploadPicture, t('studio.upload.noPicture'), (picture) => {
    const { text: now, onText: tell } = latest.current;
    const at = Math.min(place.current, now.length);
    const [head, tail] = [now.slice(0, at), now.slice(at)];
    const before = head.trim() === '' || head.endsWith('\n\n') ? '' : head.endsWith('\n') ? '\n' : '\n\n';
    const after = tail.startsWith('\n\n') ? '' : tail.startsWith('\n') || tail.trim() === '' ? '\n' : '\n\n';
    const next = head + before + pictureText({ alt: '', url: picture.url, credit: '' }) + after + tail;
    if (next.length > ARTICLE_MAX || placed.length >= PICTURES_MAX) return setFull(true);
    setMade((all) => new Map(all).set(picture.url, picture));
    tell(next);
    setCame(picturesOf(head).length);
  });
  const send = (file: File) => {
    place.current = input.current?.selectionEnd ?? text.length;
    setFull(placed.length >= PICTURES_MAX);
    if (placed.length < PICTURES_MAX) void upload.start(file);
  };
  const paste = (event: ClipboardEvent) => {
    const file = pictureIn(event.clipboardData.files);
    if (!file) return;
    // Elsewhere on the page a pasted picture becomes the post's own.
    event.preventDefault();
    event.stopPropagation();
    send(file);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const file = pictureIn(event.dataTransfer.files);
    if (!file) return;
    event.preventDefault();
    send(file);
  };

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
    const count = tools.length + 1;
    const next = (at + step + count) % count;
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
          {text.trim() ? <Markdown text={text} top={3} fit pictures={pictures} /> : <p className={classes.quiet}>{t('studio.editor.nothing')}</p>}
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
            <FileButton
              accept="image/*"
              resetRef={again}
              onChange={(file) => {
                if (file) send(file);
                again.current?.();
              }}
            >
              {(props) => (
                <ActionIcon {...props} tabIndex={at === tools.length ? 0 : -1} aria-label={t('studio.article.insert')} title={t('studio.article.insert')} onFocus={() => setAt(tools.length)}>
                  <Icon of={IconPhotoPlus} />
                </ActionIcon>
              )}
            </FileButton>
          </div>
          {upload.share !== null && <Sending share={upload.share} onStop={upload.stop} />}
          {(upload.fault ?? full) && <Fault text={upload.fault ?? t('studio.article.full', { max: PICTURES_MAX })} />}
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
            onPaste={paste}
            onDrop={drop}
            onDragOver={(event) => {
              if (!event.dataTransfer.types.includes('Files')) return;
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            data-over={over || undefined}
            lang={lang || undefined}
            spellCheck
            classNames={{ input: classes.articleInput }}
          />
          <p id="article-note" className={classes.quiet}>
            {t('studio.editor.markdown')} {t('studio.article.hint')}
          </p>
          {placed.length > 0 && <ArticlePictures text={text} placed={placed} pictures={pictures} faults={stored.data ?? []} lang={lang} onText={onText} />}
        </>
      )}
    </section>
  );
}
