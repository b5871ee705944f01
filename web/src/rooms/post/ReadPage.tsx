/* ReadPage.tsx: one post with the room it deserves: an article in full, or whatever its kind shows. */
import { Button, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { mayCurate, type Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { PageFrame } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { picturesByUrl } from '../../ui/TextImage.tsx';
import { OutsideLink, TextButton } from '../../ui/TextLink.tsx';
import Acts from '../act/Acts.tsx';
import { Confirm } from '../home/Confirm.tsx';
import { KindBody, KindHead, minutesOf, Picture } from '../home/Extras.tsx';
import { ShareButton } from '../home/PostCard.tsx';
import { Reactions } from '../home/Reactions.tsx';
import { useOpened } from '../home/reading.ts';
import { Why } from '../home/Why.tsx';
import { useArticle, usePost } from './api.ts';
import classes from './post.module.css';

export function ReadPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/posts/$id' });
  const post = usePost(id);
  const title = post.data?.title ?? t('read.title');
  return (
    <PageFrame title={title}>
      <div className={classes.back}>
        <BackLink to="/">{t('nav.home')}</BackLink>
      </div>
      {!post.data && <VisuallyHidden component="h1">{title}</VisuallyHidden>}
      {post.isPending ? (
        <Waiting />
      ) : post.data ? (
        <Reading post={post.data} />
      ) : (
        <Missing error={post.error} retry={() => void post.refetch()} retrying={post.isFetching} />
      )}
    </PageFrame>
  );
}

function Reading({ post }: { post: Post }) {
  const { t } = useTranslation();
  const me = useMe();
  const { longDate } = useLocale();
  const article = useArticle(post.id, post.article_words > 0);
  const [why, setWhy] = useState(false);
  useOpened(post);
  const out = post.published_at ?? post.issued_at;
  return (
    <article className={classes.article} aria-labelledby="read-title">
      <header>
        <h1 id="read-title" lang={post.language || undefined}>
          {post.title}
        </h1>
        <p className={classes.meta}>
          {post.author ? t('read.by', { name: post.author, brand: post.brand.name }) : post.brand.name}
          {', '}
          <time dateTime={out}>{longDate(out)}</time>
          {post.article_words > 0 && `, ${t('read.minutes', { count: minutesOf(post) })}`}
        </p>
      </header>
      <KindHead post={post} />
      {post.body && (
        <p className={classes.lead} lang={post.language || undefined}>
          {post.body}
        </p>
      )}
      <Picture post={post} eager />
      {post.article_words > 0 && (
        <div className={classes.text} lang={post.language || undefined}>
          {article.data ? (
            <Markdown text={article.data.text} top={2} fit pictures={picturesByUrl(article.data.pictures)} />
          ) : article.isError ? (
            <ErrorCard title={t('read.failed')} error={article.error} retry={() => void article.refetch()} retrying={article.isFetching} />
          ) : (
            <Waiting />
          )}
        </div>
      )}
      <KindBody post={post} />
      <footer className={classes.foot}>
        {post.url ? <OutsideLink quiet href={post.url}>{t('home.menu.original')}</OutsideLink> : <span>{!post.shareable && t('home.tag.internal')}</span>}
        <span className={classes.buttons}>
          {mayCurate(me) && (
            <Button component={Link} to="/studio/posts/$id/edit" params={{ id: post.id } as never} variant="default">
              {t('read.edit')}
            </Button>
          )}
          {post.shareable && <ShareButton post={post} />}
        </span>
      </footer>
      <div className={classes.react}>
        <Reactions post={post} />
      </div>
      {post.status === 'published' && post.stands_on && (
        <div className={classes.there}>
          <Acts post={post} />
        </div>
      )}
      {post.status === 'published' && (
        <div className={classes.why}>
          <TextButton quiet expanded={why} controls={why ? 'read-why' : undefined} onClick={() => setWhy(!why)}>
            {t('home.why.link')}
          </TextButton>
          {why && <Why post={post} id="read-why" />}
        </div>
      )}
      <Confirm post={post} />
    </article>
  );
}

function Missing({ error, retry, retrying }: { error: unknown; retry: () => void; retrying: boolean }) {
  const { t } = useTranslation();
  const status = (error as { status?: number } | null)?.status;
  if (status !== 403 && status !== 404) return <ErrorCard title={t('read.failed')} error={error} retry={retry} retrying={retrying} />;
  return (
    <Empty title={t('read.gone.title')} art={<QuietHills />} action={<Button component={Link} to="/">{t('read.gone.action')}</Button>}>
      {t('read.gone.text')}
    </Empty>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      <Skeleton height={28} width="80%" />
      <Skeleton height={16} />
      <Skeleton height={16} width="92%" />
      <Skeleton height={16} width="60%" />
    </Stack>
  );
}
