/* Featured.tsx: what the editors chose: beside the feed where there is room, a strip over it where there is not. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { videoHost } from './Extras.tsx';
import classes from './home.module.css';

export function Featured({ posts, strip }: { posts: Post[] | undefined; strip?: boolean }) {
  const { t } = useTranslation();
  const { spelled } = useLocale();
  if (!posts || posts.length === 0) return null;
  const id = strip ? 'featured-strip' : 'featured';
  return (
    <section aria-labelledby={id} className={strip ? classes.strip : classes.featured}>
      <div className={classes.featuredHead}>
        <h2 id={id}>{t('home.featured.title')}</h2>
        <span>{t('home.featured.count', { count: posts.length, n: spelled(posts.length) })}</span>
      </div>
      <ul>
        {posts.map((post) => (
          <li key={post.id}>
            <Link to="/posts/$id" params={{ id: post.id }}>
              <Thumb image={post.image} url={post.image_url} width={64} height={48} />
              <span>
                <strong lang={post.language || undefined}>{post.title}</strong>
                <span>{post.audience === 'internal' ? networkTitle(t, 'internal') : (videoHost(post) ?? post.source?.title ?? networkTitle(t, post.network))}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
