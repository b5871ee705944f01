/* Extras.tsx: what each kind of post shows besides words and picture: a date, a place of work, a document, a play mark. Plain elements, as
 * PostCard. */
import { IconBriefcase, IconCalendar, IconDownload, IconFileText, IconMapPin, IconPlayerPlayFilled, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { dayOf } from '../../base/format.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ownImage, PostImage } from '../../ui/PostImage.tsx';
import classes from './home.module.css';

const hostNames: Record<string, string> = { youtube: 'YouTube', vimeo: 'Vimeo', dailymotion: 'Dailymotion', peertube: 'PeerTube' };
export const videoHost = (post: Post) => hostNames[post.details.host ?? ''];

/** Words a minute, of a text read for pleasure. */
const WORDS = 220;
export const minutesOf = (post: Post) => Math.max(1, Math.round(post.article_words / WORDS));

/** A picture; of a video with the mark that says so. Nothing of the video's host is loaded: a click goes there. */
export function Picture({ post, eager, ratio }: { post: Post; eager?: boolean; ratio?: string }) {
  const { t } = useTranslation();
  const there = post.image || ownImage(post.image_url);
  const credit = [post.image_credit, post.image_licence].filter(Boolean).join(', ');
  const image = there && <PostImage image={post.image} url={post.image_url} alt={post.image_alt} eager={eager} ratio={ratio} />;
  if (post.kind === 'video' && post.url) {
    const host = videoHost(post);
    return (
      <a className={classes.video} href={post.url} target="_blank" rel="noopener noreferrer" data-bare={!there || undefined}>
        {image}
        <span className={classes.play}>
          <Icon of={IconPlayerPlayFilled} size={22} />
          {host ? t('home.video.on', { host }) : t('home.video.watch')}
        </span>
      </a>
    );
  }
  if (!image) return null;
  return (
    <figure className={classes.picture}>
      {image}
      {credit && <figcaption>{t('home.credit', { credit })}</figcaption>}
    </figure>
  );
}

/** What stands over the words. */
export function KindHead({ post }: { post: Post }) {
  return post.kind === 'event' && post.details.starts_at ? <EventBlock post={post} /> : null;
}

/** What stands under them. */
export function KindBody({ post }: { post: Post }) {
  if (post.kind === 'job') return <JobFacts post={post} />;
  if (post.file) return <FileRow file={post.file} />;
  return null;
}

function EventBlock({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { language, timeZone, day, time, longDate } = useLocale();
  const { starts_at: starts, ends_at: ends, place, online_url: online } = post.details;
  if (!starts) return null;
  const first = dayOf({ language, timeZone }, starts);
  const last = ends && dayOf({ language, timeZone }, ends);
  const hours = !ends ? time(starts) : last === first ? t('home.event.hours', { from: time(starts), to: time(ends) }) : t('home.event.until', { from: time(starts), end: longDate(ends) });
  return (
    <div className={classes.event}>
      <div className={classes.date} aria-hidden>
        <span>{day(first, { month: 'short' })}</span>
        <strong>{day(first, { day: 'numeric' })}</strong>
      </div>
      <div className={classes.facts}>
        <time dateTime={starts}>
          {longDate(starts)}, {hours}
        </time>
        {place && (
          <span>
            <Icon of={IconMapPin} size={15} />
            {place}
          </span>
        )}
        {online && (
          <span>
            <Icon of={IconWorld} size={15} />
            <a className="pv-link" href={online} target="_blank" rel="noopener noreferrer">
              {t('home.event.online')}
            </a>
          </span>
        )}
        <span>
          <Icon of={IconCalendar} size={15} />
          <a className="pv-link" href={`/api/v1/posts/${post.id}/calendar`} download>
            {t('home.event.add')}
          </a>
        </span>
      </div>
    </div>
  );
}

function JobFacts({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const { salary, valid_through: until } = post.details;
  if (!salary && !until) return null;
  return (
    <div className={classes.facts}>
      {salary && (
        <span>
          <Icon of={IconBriefcase} size={15} />
          {salary}
        </span>
      )}
      {until && (
        <span>
          <Icon of={IconCalendar} size={15} />
          {t('home.job.until', { date: longDate(until) })}
        </span>
      )}
    </div>
  );
}

export function FileRow({ file }: { file: NonNullable<Post['file']> }) {
  const { t } = useTranslation();
  const { bytes } = useLocale();
  return (
    <a className={classes.file} href={file.url} download={file.name}>
      <Icon of={IconFileText} size={22} />
      <span className={classes.fileName}>
        <strong>{file.name}</strong>
        <span>{t('home.file.what', { size: bytes(file.size) })}</span>
      </span>
      <Icon of={IconDownload} />
    </a>
  );
}
