/* PostImage.tsx: a post's picture. Only from our own address: the Content-Security-Policy allows no other, and no reader's
 * browser should tell a third party what is being read. A picture that is elsewhere, or fails, leaves no hole. */
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { Icon } from './Icon.tsx';
import classes from './ui.module.css';

/** The address when it is ours ("/media/…", or absolute on this host), else undefined. */
export function ownImage(url: string | null | undefined): string | undefined {
  if (!url) return undefined;
  if (url.startsWith('/') && !url.startsWith('//')) return url;
  return url.startsWith(`${window.location.origin}/`) ? url : undefined;
}

/** The picture as the server keeps it (`post.image`). */
export interface Picture {
  src: string;
  srcset: string;
  width: number;
  height: number;
  colour: string;
}

interface ImageProps {
  url?: string | null | undefined;
  /** Goes before `url`. */
  image?: Picture | null | undefined;
  alt: string | null | undefined;
  /** The first pictures of a page load at once. */
  eager?: boolean;
  ratio?: string;
}

export function PostImage({ url, image, alt, eager, ratio }: ImageProps) {
  const [failed, setFailed] = useState(false);
  const src = image?.src ?? ownImage(url);
  if (!src || failed) return null;
  return (
    <span className={classes.image} style={{ aspectRatio: ratio, backgroundColor: image?.colour }}>
      <img src={src} srcSet={image?.srcset} sizes={image ? '(max-width: 48em) 100vw, 640px' : undefined} alt={alt ?? ''} width={image?.width ?? 640} height={image?.height ?? 320} loading={eager ? 'eager' : 'lazy'} fetchPriority={eager ? 'high' : 'auto'} decoding="async" onError={() => setFailed(true)} />
    </span>
  );
}

/** A small picture beside a title; a quiet sign where there is none. Decorative: the title says it. */
export function Thumb({ url, image, width = 52, height = 39 }: { url?: string | null | undefined; image?: Picture | null | undefined; width?: number; height?: number }) {
  const [failed, setFailed] = useState(false);
  const src = image?.src ?? ownImage(url);
  return (
    <span className={classes.thumb} style={{ width, height }}>
      {src && !failed ? <img src={src} srcSet={image?.srcset} sizes={image ? `${width}px` : undefined} alt="" loading="lazy" onError={() => setFailed(true)} /> : <Icon of={IconPhoto} size={15} />}
    </span>
  );
}
