/* Marks.tsx: featured, pinned, to be confirmed. Each takes effect at once and is taken back by the same switch; one that is full says which
 * posts hold it. */
import { Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useFeature } from '../../api/features.ts';
import type { Post } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { useMark, type Marks as Which } from './api.ts';
import classes from './studio.module.css';

const marks = ['featured', 'pinned', 'must_read'] as const;

/** The posts that the server names in its answer. */
const titlesIn = (detail: string) => [...detail.matchAll(/“([^”]*)”/g)].map((match) => match[1] ?? '');

/** `onChanged`: whoever holds the post elsewhere learns of its new version. */
export function Marks({ post, onChanged }: { post: Post; onChanged?: (post: Post) => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const mark = useMark();
  const mustRead = useFeature('must_read');
  const set = (marks: Which) => mark.mutate({ id: post.id, marks }, { onSuccess: (next) => onChanged?.(next) });
  const failed = mark.isError && mark.variables.id === post.id ? toApiError(mark.error) : null;
  return (
    <section className={classes.marks} aria-label={t('studio.marks.title')}>
      <div className={classes.markRow}>
        {marks.filter((name) => mustRead || name !== 'must_read').map((name) => (
          <Switch
            key={name}
            label={t(`studio.marks.${name}`)}
            classNames={{ label: classes.switchLabel }}
            checked={post[name]}
            disabled={mark.isPending}
            onChange={(event) => set({ [name]: event.currentTarget.checked })}
          />
        ))}
      </div>
      {failed && (
        <Text size="sm" role="alert" c="var(--mantine-color-error)">
          {failed.slug === 'limit' ? t('studio.marks.full', { titles: titlesIn(failed.errors[0]?.detail ?? '').map((title) => t('studio.marks.quoted', { title })).join(', ') }) : problemText(failed, t)}
        </Text>
      )}
      {mustRead && post.must_read && post.status === 'published' && (
        <Text size="xs" c="dimmed">
          {post.confirmed ? t('studio.marks.confirmed', { n: number(post.confirmed) }) : t('studio.marks.few')}
        </Text>
      )}
    </section>
  );
}
