/* PostCard.tsx: one post as the company published it, and the one button that counts.
 *
 * Drawn many times at once on slow phones, so what only stands there is plain elements with classes; controls are Mantine's. */
import { ActionIcon, Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { IconBellRinging, IconBriefcase, IconCalendar, IconCheck, IconDots, IconLock, IconPinned, IconSpeakerphone } from '@tabler/icons-react';
import { lazy, memo, Suspense, useId, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import type { Post, PostFound } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { useShareSheet } from '../../base/useShareSheet.ts';
import { allTexts } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { hiddenBefore, Marked } from '../../ui/Marked.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { Confirm } from './Confirm.tsx';
import { KindBody, KindHead, minutesOf, Picture } from './Extras.tsx';
import classes from './home.module.css';
import { Reactions } from './Reactions.tsx';
import { useInSight } from './reading.ts';
import search from './search.module.css';
import { Why } from './Why.tsx';

/** Texts longer than this are folded. */
const LONG = 340;

interface PostCardProps {
  post: Post;
  eager?: boolean;
  /** It stands before the feed: says why. */
  lead?: boolean;
  /** Where the words that were looked for stand. */
  found?: PostFound;
  onConfirmed?: (post: Post) => void;
}

export const PostCard = memo(function PostCard({ post, eager, lead, found, onConfirmed }: PostCardProps) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const [why, setWhy] = useState(false);
  const [there, setThere] = useState(false);
  const id = useId();
  const article = post.article_words > 0;
  const folded = !whole && (post.body.length > LONG || post.body.split('\n').length > 6);
  const skipped = folded ? hiddenBefore(post.body, found?.body[0]?.from) : 0;
  const card = useInSight(post);
  const asked = Boolean(post.must_read && post.me && !post.me.confirmed);

  return (
    <article ref={card} aria-labelledby={`${id}title`} className={classes.card} data-must-read={(lead && asked) || undefined}>
      {lead && (
        <div className={classes.leadMark}>
          <Icon of={asked ? IconBellRinging : IconPinned} size={15} />
          {asked ? t('home.mustRead.title') : t('home.pinned')}
        </div>
      )}
      <CardHead post={post} />
      <h2 id={`${id}title`} className={`pv-post-title ${classes.title}`} lang={post.language || undefined}>
        {article ? (
          <Link to="/posts/$id" params={{ id: post.id }} className={classes.titleLink}>
            <Marked text={post.title} marks={found?.title} />
          </Link>
        ) : (
          <Marked text={post.title} marks={found?.title} />
        )}
      </h2>
      <KindHead post={post} />
      {post.body && (
        <p className={`pv-reading ${classes.text}`} data-folded={folded || undefined} lang={post.language || undefined}>
          {skipped > 0 && '… '}
          <Marked text={post.body} marks={found?.body} from={skipped} />
        </p>
      )}
      {found?.excerpt && (
        <p className={`pv-reading ${search.excerpt}`} lang={post.language || undefined}>
          <Marked text={found.excerpt} marks={found.excerpt_marks} />
        </p>
      )}
      {article ? (
        <div className={classes.more}>
          <Link to="/posts/$id" params={{ id: post.id }} className="pv-link" aria-label={t('home.article.label', { title: post.title })}>
            {t('home.article.read', { count: minutesOf(post) })}
          </Link>
        </div>
      ) : (
        folded && (
          <div className={classes.more}>
            <TextButton onClick={() => setWhole(true)}>{t('home.readMore')}</TextButton>
          </div>
        )
      )}
      <Picture post={post} eager={eager} />
      <KindBody post={post} />
      <Tags post={post} />
      <Foot post={post} id={id} why={why} onWhy={() => setWhy(!why)} there={there} onThere={() => setThere(!there)} />
      <div className={classes.foot}>
        <Reactions post={post} />
        {post.shareable && <ShareButton post={post} />}
      </div>
      {there && (
        <div id={`${id}there`} className={classes.why}>
          <Suspense fallback={<p aria-busy>{t('common.loading')}</p>}>
            <Acts post={post} />
          </Suspense>
        </div>
      )}
      {why && <Why post={post} id={`${id}why`} />}
      <Confirm post={post} onConfirmed={onConfirmed} />
    </article>
  );
});

const moment = (post: Post) => post.published_at ?? post.issued_at;

function CardHead({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { ago } = useLocale();
  const internal = post.audience === 'internal';
  const network = internal ? 'internal' : post.network;
  const place = network === 'web' && post.source ? post.source.title : networkTitle(t, network);
  return (
    <div className={classes.head}>
      <Tile name={post.brand.name} size={40} />
      <div className={classes.headWords}>
        <div className={classes.brand}>{post.brand.name}</div>
        <div className={classes.meta}>
          {post.kind === 'job' ? <Icon of={IconBriefcase} size={15} /> : <NetworkIcon network={network} size={15} />}
          <span>{place},</span>
          <time dateTime={moment(post)}>{ago(moment(post))}</time>
          {post.me && !post.me.read && <i className={classes.unread} role="img" aria-label={t('home.unread.mark')} title={t('home.unread.mark')} />}
        </div>
      </div>
      {post.url && !internal && <Dots post={post} />}
    </div>
  );
}

/** Liking and reposting the company's own post; asked for with the first press. */
const Acts = lazy(async () => (await Promise.all([import('../act/Acts.tsx'), allTexts()]))[0]);
const CardMenu = lazy(() => import('./CardMenu.tsx'));

/** The dots; what they open comes with the first press. */
function Dots({ post }: { post: Post }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const dots = (
    <ActionIcon aria-label={t('home.menu.label', { title: post.title })} aria-haspopup="menu" aria-expanded={false} mr={-10} onClick={() => setAsked(true)}>
      <Icon of={IconDots} />
    </ActionIcon>
  );
  return asked ? (
    <Suspense fallback={dots}>
      <CardMenu post={post} />
    </Suspense>
  ) : (
    dots
  );
}

function Tags({ post }: { post: Post }) {
  const { t } = useTranslation();
  const tags: { key: string; text: string; icon?: typeof IconLock }[] = [];
  if (post.audience === 'internal') tags.push({ key: 'internal', text: t('home.tag.internal'), icon: IconLock });
  if (post.kind === 'job') {
    tags.push({ key: 'job', text: t('home.tag.job') });
    if (post.details.contract) tags.push({ key: 'contract', text: post.details.contract });
    if (post.details.place) tags.push({ key: 'place', text: post.details.place });
  }
  if (post.kind === 'announcement') tags.push({ key: 'announcement', text: t('home.tag.announcement'), icon: IconSpeakerphone });
  if (post.kind === 'event') tags.push({ key: 'event', text: t('home.tag.event'), icon: IconCalendar });
  if (post.promotional) tags.push({ key: 'promo', text: t('home.tag.promotional') });
  if (tags.length === 0) return null;
  return (
    <ul className={classes.tags}>
      {tags.map(({ key, text, icon }) => (
        <li key={key}>
          {icon && <Icon of={icon} size={15} />}
          {text}
        </li>
      ))}
    </ul>
  );
}

interface FootProps {
  post: Post;
  why: boolean;
  onWhy: () => void;
  there: boolean;
  onThere: () => void;
  /** What is opened is named after it. */
  id: string;
}

/** "on LinkedIn, Bluesky, by email" */
function how(t: TFunction, shared: string[]): string {
  const places = shared.filter((network) => network !== 'email' && network !== 'copy').map((network) => networkTitle(t, network));
  const ways = [places.length > 0 && t('home.onNetworks', { networks: places.join(', ') }), shared.includes('email') && t('home.byEmail'), shared.includes('copy') && t('home.asText')];
  return ways.filter(Boolean).join(', ');
}

/** What sharing brings, or where it was done already; and why the post is here. */
function Foot({ post, why, onWhy, there, onThere, id }: FootProps) {
  const { t } = useTranslation();
  const me = useMe();
  const shared = post.me?.shared ?? [];
  const on = (post.stands_on ?? []).map((network) => networkTitle(t, network));
  return (
    <div className={classes.footWords}>
      {shared.length > 0 ? (
        <span className={classes.shared}>
          <Icon of={IconCheck} size={15} />
          {t('home.shared', { how: how(t, shared) })}
        </span>
      ) : (
        me.ambassador && <PointsLine points={post.points} />
      )}
      <span className={classes.opens}>
        {on.length > 0 && (
          <TextButton quiet expanded={there} controls={there ? `${id}there` : undefined} onClick={onThere}>
            {t('home.there', { networks: on.join(', ') })}
          </TextButton>
        )}
        <TextButton quiet expanded={why} controls={why ? `${id}why` : undefined} onClick={onWhy}>
          {t('home.why.link')}
        </TextButton>
      </span>
    </div>
  );
}

export function ShareButton({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const { open } = useShareSheet();
  const shared = (post.me?.shared ?? []).length > 0;
  return (
    <Button
      leftSection={<Icon of={IconSpeakerphone} />}
      variant={shared ? 'default' : 'filled'}
      disabled={!online}
      onClick={() => open(post.id)}
      aria-label={t('home.shareLabel', { title: post.title })}
      flex="none"
    >
      {t('home.share')}
    </Button>
  );
}

/** "10 points, 15 with your words". Nothing where nothing can be earned. */
function PointsLine({ points }: { points: Post['points'] }) {
  const { t } = useTranslation();
  if (!points || points.share <= 0) return null;
  return <span>{t('home.points', { count: points.share, own: points.share + points.own_words })}</span>;
}
