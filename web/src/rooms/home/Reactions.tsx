/* Reactions.tsx: one's own reaction to a post, and how many there are. One press likes; the arrow (or resting on the button with a mouse)
 * opens the others. Plain elements, as PostCard: no floating parts in the first load. Nobody is ever named. */
import { VisuallyHidden } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconAward, IconBulb, IconChevronUp, IconSparkles, IconThumbUp } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeature } from '../../api/features.ts';
import { toApiError } from '../../api/problem.ts';
import type { Post, ReactionKind } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { REACTIONS, useReact } from './api.ts';
import classes from './reactions.module.css';

const icons: Record<ReactionKind, typeof IconThumbUp> = { like: IconThumbUp, bravo: IconAward, useful: IconBulb, inspiring: IconSparkles };
/** A mouse that only passes by opens nothing. */
const REST_MS = 450;

export function Reactions({ post }: { post: Post }) {
  const on = useFeature('reactions');
  return on && post.me ? <Bar post={post} mine={post.me.reaction ?? null} /> : null;
}

function Bar({ post, mine }: { post: Post; mine: ReactionKind | null }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const react = useReact(post.id);
  const [open, setOpen] = useState(false);
  const arrow = useRef<HTMLButtonElement>(null);
  const rest = useRef<number | undefined>(undefined);
  const id = useId();
  useEffect(() => () => window.clearTimeout(rest.current), []);

  const choose = (kind: ReactionKind) => {
    react.mutate({ kind: kind === mine ? null : kind, before: mine });
    window.clearTimeout(rest.current);
    setOpen(false);
  };
  const close = () => {
    window.clearTimeout(rest.current);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
    arrow.current?.focus();
  };
  const main = mine ?? 'like';
  return (
    <div className={classes.bar} role="group" aria-label={t('home.react.label', { title: post.title })} onKeyDown={onKeyDown}>
      <div
        className={classes.mine}
        onPointerEnter={({ pointerType }) => {
          if (pointerType === 'mouse' && online) rest.current = window.setTimeout(() => setOpen(true), REST_MS);
        }}
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && close()}
        onBlur={({ currentTarget, relatedTarget }) => !currentTarget.contains(relatedTarget) && relatedTarget && close()}
      >
        <button type="button" className={classes.main} aria-pressed={mine !== null} disabled={!online} onClick={() => choose(main)}>
          <Icon of={icons[main]} />
          <span>{t(`home.react.kind.${main}`)}</span>
        </button>
        <button
          ref={arrow}
          type="button"
          className={classes.arrow}
          aria-label={t('home.react.others')}
          aria-expanded={open}
          aria-controls={open ? `${id}kinds` : undefined}
          disabled={!online}
          onClick={() => (open ? close() : setOpen(true))}
        >
          <Icon of={IconChevronUp} size={16} />
        </button>
        {open && (
          <div id={`${id}kinds`} className={classes.kinds} role="group" aria-label={t('home.react.choose')}>
            {REACTIONS.map((kind) => (
              <button
                key={kind}
                type="button"
                aria-pressed={kind === mine}
                onClick={() => {
                  choose(kind);
                  arrow.current?.focus();
                }}
              >
                <Icon of={icons[kind]} />
                {t(`home.react.kind.${kind}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      {react.isError ? (
        <span className={classes.failed} role="alert">
          {toApiError(react.error).transient ? t('home.react.failed') : t('home.react.refused')}
        </span>
      ) : (
        <Counts reactions={post.reactions} />
      )}
    </div>
  );
}

/** "42" beside the kinds there are. */
function Counts({ reactions }: { reactions: Post['reactions'] }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  if (!reactions || reactions.length === 0) return null;
  const total = reactions.reduce((sum, { count }) => sum + count, 0);
  const parts = reactions.map(({ kind, count }) => t(`home.react.count.${kind}`, { count, n: number(count) }));
  return (
    <span className={classes.counts} title={parts.join(', ')}>
      <span aria-hidden className={classes.faces}>
        {reactions.map(({ kind }) => (
          <Icon key={kind} of={icons[kind]} size={15} />
        ))}
        {number(total)}
      </span>
      <VisuallyHidden>{parts.join(', ')}</VisuallyHidden>
    </span>
  );
}
