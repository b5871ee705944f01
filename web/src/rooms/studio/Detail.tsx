/* Detail.tsx: the middle pane: one item, as it will be read, with what can be changed about it. */
import { ActionIcon, Button, Kbd, Skeleton, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post, PostCounts } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Empty } from '../../ui/states.tsx';
import { OutsideLink, TextLink } from '../../ui/TextLink.tsx';
import { originName, type Act, type Tab } from './api.ts';
import { Caption } from './Caption.tsx';
import { Marks } from './Marks.tsx';
import { fieldsOf, type Draft, type Fields } from './draft.ts';
import { AltLine, EditPost, ReadPost, Settings } from './PostFields.tsx';
import { Origin } from './ItemList.tsx';
import classes from './studio.module.css';

export type Editing = 'post' | 'caption' | null;

interface DetailProps {
  tab: Tab;
  post: Post | undefined;
  loading: boolean;
  missing: boolean;
  place: { n: number; of: number } | undefined;
  mix: PostCounts['mix'] | undefined;
  draft: Draft | undefined;
  editing: Editing;
  dirty: boolean;
  busy: boolean;
  saving: boolean;
  problem: { text: string; conflict: boolean } | null;
  onDraft: (part: Draft) => void;
  onForget: () => void;
  onEdit: (what: Editing) => void;
  onSave: () => void;
  onAct: (what: Act) => void;
  onTime: () => void;
  onBack: () => void;
  below: ReactNode;
}

export function Detail({ post, loading, missing, onBack, ...rest }: DetailProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.detail} aria-label={t('studio.item')}>
      {post ? (
        <Item post={post} onBack={onBack} {...rest} />
      ) : (
        <div className={classes.scroll}>
          {loading ? <DetailSkeleton /> : missing && <Gone onBack={onBack} />}
          {rest.below && !missing && <div className={classes.below}>{rest.below}</div>}
        </div>
      )}
    </section>
  );
}

type ItemProps = Omit<DetailProps, 'loading' | 'missing' | 'post'> & { post: Post };

function Item({ post, tab, place, mix, draft, editing, problem, onDraft, onForget, onEdit, onSave, onBack, below, ...actions }: ItemProps) {
  const { t } = useTranslation();
  const fields: Fields = { ...fieldsOf(post), ...draft };
  const fixed = tab === 'dropped' || tab === 'archived';
  const stop = () => onEdit(null);
  return (
    <>
      <div className={classes.scroll} key={post.id}>
        <Meta post={post} place={place} onBack={onBack} />
        {problem && (
          <div role="alert" className={classes.problem} data-conflict={problem.conflict || undefined}>
            <Icon of={IconAlertTriangle} />
            <span>{problem.text}</span>
          </div>
        )}
        {editing === 'post' && !fixed ? (
          <EditPost post={post} fields={fields} onDraft={onDraft} onStop={stop} onSave={onSave} />
        ) : (
          <ReadPost post={post} fields={fields} />
        )}
        {fixed ? null : <Marks post={post} />}
        <Settings post={post} fields={fields} mix={mix} fixed={fixed} onDraft={onDraft} />
        <Caption fields={fields} fixed={fixed} editing={editing === 'caption'} onDraft={onDraft} onEdit={() => onEdit('caption')} onStop={stop} onSave={onSave} />
        <AltLine post={post} fields={fields} fixed={fixed} onAdd={() => onEdit('post')} />
        <div className={classes.origin}>
          {post.also_seen && post.also_seen.length > 0 && <span>{t('studio.mark.seen', { sources: post.also_seen.join(', ') })}</span>}
          {post.author && <span>{t('studio.author', { name: post.author })}</span>}
          {post.url && (
            <OutsideLink quiet href={post.url}>
              {t('studio.original')}
            </OutsideLink>
          )}
          <TextLink quiet to="/posts/$id" params={{ id: post.id } as never}>
            {t('studio.reading')}
          </TextLink>
        </div>
        {below && <div className={classes.below}>{below}</div>}
      </div>
      <Actions post={post} tab={tab} editing={editing} onEdit={onEdit} onSave={onSave} onForget={onForget} {...actions} />
    </>
  );
}

function Meta({ post, place, onBack }: { post: Post } & Pick<DetailProps, 'place' | 'onBack'>) {
  const { t } = useTranslation();
  const { since, number, dateTime } = useLocale();
  const source = originName(post, t);
  const at = post.created_at;
  return (
    <div className={classes.meta}>
      <ActionIcon className={classes.back} aria-label={t('studio.back')} onClick={onBack}>
        <Icon of={IconArrowLeft} size={22} />
      </ActionIcon>
      <Origin post={post} />
      <span className={classes.metaText}>
        {post.status === 'scheduled' && post.scheduled_at
          ? t('studio.scheduledAt', { source, when: dateTime(post.scheduled_at) })
          : post.status === 'published' && post.published_at
          ? t('studio.publishedAt', { source, when: since(post.published_at) })
          : post.imported
            ? t('studio.received', { source, when: since(at) })
            : t('studio.writtenAt', { when: since(at) })}
      </span>
      {place && <span className={classes.place}>{t('studio.place', { n: number(place.n), of: number(place.of) })}</span>}
    </div>
  );
}

type ActionsProps = Pick<DetailProps, 'tab' | 'editing' | 'dirty' | 'busy' | 'saving' | 'onEdit' | 'onSave' | 'onForget' | 'onAct' | 'onTime'> & { post: Post };

/** One filled button: the one that moves the work on. */
function Actions({ post, tab, editing, dirty, busy, saving, onEdit, onSave, onForget, onAct, onTime }: ActionsProps) {
  const { t } = useTranslation();
  const fixed = tab === 'archived' || tab === 'dropped';
  const save = dirty && (
    <Button variant={tab === 'published' ? 'filled' : 'default'} className={tab === 'published' ? classes.main : undefined} rightSection={<Kbd>S</Kbd>} loading={saving} disabled={busy && !saving} onClick={onSave}>
      {t('common.save')}
    </Button>
  );
  const edit = editing ? (
    <Button variant={dirty ? 'subtle' : 'default'} onClick={() => (dirty ? onForget() : onEdit(null))}>
      {dirty ? t('studio.forget') : t('studio.stopEditing')}
    </Button>
  ) : (
    <>
      <Button variant="default" rightSection={<Kbd>E</Kbd>} onClick={() => onEdit('post')}>
        {t('studio.edit')}
      </Button>
      <Button variant="default" component={Link} to="/studio/posts/$id/edit" params={{ id: post.id } as never}>
        {t('studio.openEditor')}
      </Button>
    </>
  );
  const time = (
    <Button variant="default" rightSection={<Kbd>P</Kbd>} disabled={busy} onClick={onTime}>
      {t(tab === 'scheduled' ? 'studio.act.reschedule' : 'studio.act.schedule')}
    </Button>
  );
  return (
    <div className={classes.actions} role="group" aria-label={t('studio.actions')}>
      {(tab === 'draft' || tab === 'pending' || tab === 'scheduled') && (
        <>
          <Button rightSection={<Kbd>A</Kbd>} disabled={busy} className={classes.main} onClick={() => onAct('publish')}>
            {t(tab === 'pending' ? 'studio.act.approve' : 'studio.act.publish')}
          </Button>
          {time}
          {save}
          {edit}
          {tab === 'draft' && (
            <Button variant="subtle" disabled={busy} onClick={() => onAct('submit')}>
              {t('studio.act.submit')}
            </Button>
          )}
          {tab === 'scheduled' ? (
            <Button variant="subtle" rightSection={<Kbd>U</Kbd>} disabled={busy} onClick={() => onAct('unschedule')}>
              {t('studio.act.unschedule')}
            </Button>
          ) : (
            <Button variant="subtle" rightSection={<Kbd>D</Kbd>} disabled={busy} onClick={() => onAct('drop')}>
              {t('studio.act.drop')}
            </Button>
          )}
        </>
      )}
      {tab === 'published' && (
        <>
          {save}
          {edit}
          <Button variant="subtle" rightSection={<Kbd>U</Kbd>} disabled={busy} onClick={() => onAct('unpublish')}>
            {t('studio.act.unpublish')}
          </Button>
          <Button variant="subtle" rightSection={<Kbd>X</Kbd>} disabled={busy} onClick={() => onAct('archive')}>
            {t('studio.act.archive')}
          </Button>
        </>
      )}
      {fixed && (
        <Button rightSection={<Kbd>R</Kbd>} disabled={busy} className={classes.main} onClick={() => onAct('restore')}>
          {t(tab === 'archived' ? 'studio.act.unarchive' : 'studio.act.restore')}
        </Button>
      )}
    </div>
  );
}

function Gone({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty title={t('studio.gone.title')} action={<Button variant="default" onClick={onBack}>{t('studio.back')}</Button>}>
      {t('studio.gone.text')}
    </Empty>
  );
}

function DetailSkeleton() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" className={classes.late} role="status" aria-label={t('common.loading')}>
      <Skeleton height={14} width="40%" mb={8} />
      <Skeleton height={22} width="70%" />
      <Skeleton height={22} width="45%" mb={4} />
      <Skeleton height={15} />
      <Skeleton height={15} width="85%" mb={16} />
      <Skeleton height={44} radius="md" mb={16} />
      <Skeleton height={96} radius="md" />
    </Stack>
  );
}
