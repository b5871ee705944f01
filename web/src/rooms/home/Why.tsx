/* Why.tsx: why a post is here: whom it is for, as far as it is the reader's own, and where it comes from. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';
import { useMe } from '../../api/session.ts';
import type { Post, PostWhy } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { TextLink } from '../../ui/TextLink.tsx';
import classes from './home.module.css';

export function Why({ post, id }: { post: Post; id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { longDate } = useLocale();
  const why = useQuery({
    queryKey: [...keys.feed, 'why', post.id, post.version],
    queryFn: () => data(api.GET('/api/v1/posts/{id}/why', { params: { path: { id: post.id } } })),
    enabled: post.targeted,
  });
  const date = longDate(post.published_at ?? post.issued_at);
  return (
    <div id={id} className={classes.why} aria-busy={(post.targeted && why.isPending) || undefined}>
      {!post.targeted ? (
        <p>{t('home.why.everyone', { company: me.company.name })}</p>
      ) : why.data ? (
        <Reasons why={why.data} />
      ) : (
        <p role={why.isError ? 'alert' : undefined}>{why.isError ? t('home.why.failed') : t('common.loading')}</p>
      )}
      <p>{post.source ? t('home.why.source', { source: post.source.title, date }) : t('home.why.written', { date })}</p>
    </div>
  );
}

/** "You follow Métier, and you are in Nord." Only what is one's own was told. */
function Reasons({ why }: { why: PostWhy }) {
  const { t, i18n } = useTranslation();
  const names = (list: string[]) => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(list);
  if (why.everyone || (why.channels.length === 0 && why.groups.length === 0 && !why.language)) return <p>{t('home.why.aimed')}</p>;
  return (
    <>
      {why.channels.length > 0 && (
        <p>
          {t('home.why.channel', { count: why.channels.length, names: names(why.channels) })} <TextLink to="/channels">{t('home.why.channels')}</TextLink>
        </p>
      )}
      {why.groups.length > 0 && <p>{t('home.why.group', { count: why.groups.length, names: names(why.groups) })}</p>}
      {why.language && <p>{t(why.language === 'fr' ? 'home.why.fr' : 'home.why.en')}</p>}
    </>
  );
}
