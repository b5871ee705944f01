/* TextImage.tsx: a picture inside a text, with its credit under it. Only what the server keeps is loaded, never an address outside; its place
 * is as large before it is there. */
import { IconPhoto } from '@tabler/icons-react';
import { createContext, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextPicture } from '../base/markdown.ts';
import { Icon } from './Icon.tsx';
import type { Picture } from './PostImage.tsx';
import classes from './ui.module.css';

/** Address as the text names it -> the picture as it is kept; null while it is fetched, or when it could not be had. */
export type TextPictures = ReadonlyMap<string, Picture | null>;
export const PicturesOfText = createContext<TextPictures | null>(null);

export const picturesByUrl = (list: readonly { url: string; image: Picture | null }[] | undefined): TextPictures => new Map((list ?? []).map(({ url, image }) => [url, image]));

/** One of ours that nothing is known of: an earlier text's, say. */
const kept = /^\/api\/v1\/images\/[0-9a-z]+(\?w=\d+)?$/;

/** Pixels: the column of a text, and how much of the window's height a tall one may take. */
const COLUMN = 680;
const TALL = 80;

export function TextImage({ picture, inline }: { picture: TextPicture; inline?: boolean }) {
  const pictures = useContext(PicturesOfText);
  const image = pictures?.get(picture.url);
  const Frame = inline ? 'span' : 'figure';
  const Caption = inline ? 'span' : 'figcaption';
  return (
    <Frame className={classes.figure}>
      {image ? <Kept image={image} alt={picture.alt} /> : kept.test(picture.url) && image === undefined ? <Unknown picture={picture} /> : <NotHere alt={picture.alt} />}
      {picture.credit && <Caption className={classes.figcaption}>{picture.credit}</Caption>}
    </Frame>
  );
}

function Kept({ image, alt }: { image: Picture; alt: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <NotHere alt={alt} />;
  const { src, srcset, width, height, colour } = image;
  return (
    <img
      src={src}
      srcSet={srcset}
      sizes={`(max-width: ${COLUMN + 32}px) calc(100vw - 32px), ${COLUMN}px`}
      alt={alt}
      width={width}
      height={height}
      loading="lazy"
      decoding="async"
      style={{ maxWidth: `min(100%, ${width}px, ${Math.round((TALL * width) / height)}vh)`, backgroundColor: colour }}
      onError={() => setFailed(true)}
    />
  );
}

function Unknown({ picture }: { picture: TextPicture }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <NotHere alt={picture.alt} />;
  return <img src={picture.url} alt={picture.alt} loading="lazy" decoding="async" style={{ maxWidth: '100%' }} onError={() => setFailed(true)} />;
}

function NotHere({ alt }: { alt: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.notHere}>
      <Icon of={IconPhoto} size={22} />
      <span>
        {alt && <strong>{alt}</strong>}
        {t('common.pictureNotHere')}
      </span>
    </span>
  );
}
