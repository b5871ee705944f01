/* ArticlePictures.tsx: the pictures of an article under its text, one row each: what it shows in words, whose it is, and out with it. The words
 * stand in the Markdown; this writes them there. */
import { Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { pictureText, type PlacedPicture } from '../../base/markdown.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Thumb, type Picture } from '../../ui/PostImage.tsx';
import { ALT_MAX } from './draft.ts';
import classes from './editor.module.css';

const CREDIT_MAX = 200;
/** Where the cursor goes when a picture has come. */
export const altField = (index: number) => `article-picture-${index}`;

interface PicturesProps {
  text: string;
  placed: PlacedPicture[];
  pictures: ReadonlyMap<string, Picture | null>;
  faults: readonly { url: string; fault?: string }[];
  lang: string;
  onText: (text: string) => void;
}

export function ArticlePictures({ text, placed, pictures, faults, lang, onText }: PicturesProps) {
  const { t } = useTranslation();
  const put = (one: PlacedPicture, part: { alt?: string; credit?: string }) => onText(text.slice(0, one.from) + pictureText({ ...one, ...part }) + text.slice(one.to));
  const remove = (one: PlacedPicture) => {
    const [head, tail] = [text.slice(0, one.from), text.slice(one.to)];
    // A paragraph that was the picture alone goes with its gap.
    onText(/(^|\n\n)$/.test(head) && /^(\n|$)/.test(tail) ? head.trimEnd() + (tail.trim() && head.trim() ? '\n\n' : '') + tail.trimStart() : head + tail);
  };
  return (
    <section className={classes.textPictures} aria-labelledby="article-pictures">
      <h3 id="article-pictures">{t('studio.article.pictures')}</h3>
      <ol>
        {placed.map((one, index) => {
          const name = t('studio.article.picture', { n: index + 1 });
          const fault = faults.find(({ url }) => url === one.url)?.fault;
          return (
            <li key={index} aria-label={name}>
              <Thumb image={pictures.get(one.url)} width={88} height={66} />
              <div className={classes.textPicture}>
                <TextInput
                  id={altField(index)}
                  label={t('studio.article.alt', { n: index + 1 })}
                  placeholder={t('studio.field.altHint')}
                  error={one.alt.trim() ? undefined : t('studio.article.altNeeded')}
                  maxLength={ALT_MAX}
                  value={one.alt}
                  onChange={(event) => put(one, { alt: event.currentTarget.value })}
                  lang={lang || undefined}
                  spellCheck
                />
                <TextInput
                  label={t('studio.article.credit')}
                  placeholder={t('studio.article.creditHint')}
                  maxLength={CREDIT_MAX}
                  value={one.credit}
                  onChange={(event) => put(one, { credit: event.currentTarget.value })}
                  lang={lang || undefined}
                />
                {fault && <p className={classes.quiet}>{t('studio.article.fault')}</p>}
                {!fault && pictures.get(one.url) === null && <p className={classes.quiet}>{t('studio.article.fetched')}</p>}
                <Button size="sm" variant="subtle" leftSection={<Icon of={IconTrash} size={18} />} onClick={() => remove(one)} className={classes.start} aria-label={t('studio.article.removeNamed', { n: index + 1 })}>
                  {t('studio.upload.remove')}
                </Button>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
