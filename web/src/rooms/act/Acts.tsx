/* Acts.tsx: the company's own post at its network: the way there, and liking or reposting it through one's account. Each press is one act
 * with one post; there is no button for several, and there will be none. */
import { useNetwork } from '@mantine/hooks';
import { IconHeart, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import type { ActKind, ActPlace, Post } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { OutsideLink, TextButton, TextLink } from '../../ui/TextLink.tsx';
import classes from './act.module.css';
import { useAct, useActs } from './api.ts';
import { actFault, wayOf } from './words.ts';

const icons: Record<ActKind, typeof IconHeart> = { like: IconHeart, repost: IconRepeat };

export default function Acts({ post }: { post: Post }) {
  const { t } = useTranslation();
  const acts = useActs(post.id);
  if (acts.data) {
    return acts.data.items.map((place) => <Place key={place.network} post={post} place={place} />);
  }
  return (
    <p className={classes.waits} aria-busy={acts.isPending || undefined} role={acts.isError ? 'alert' : undefined}>
      {acts.isError ? t('acts.failed') : t('common.loading')} {acts.isError && <TextButton onClick={() => void acts.refetch()}>{t('common.retry')}</TextButton>}
    </p>
  );
}

function Place({ post, place }: { post: Post; place: ActPlace }) {
  const { t } = useTranslation();
  const network = place.title;
  const like = useAct(post.id, place.network, 'like');
  const repost = useAct(post.id, place.network, 'repost');
  const acts = { like, repost };
  const way = wayOf(place, useMe().ambassador);
  const [last, setLast] = useState<ActKind>('like');
  const failed = acts[last];
  return (
    <div className={classes.place} role="group" aria-label={t('acts.label', { network, title: post.title })}>
      <div className={classes.words}>
        <NetworkIcon network={place.network} size={20} />
        <OutsideLink href={place.url}>{t('acts.there', { network })}</OutsideLink>
      </div>
      {way === 'press' && (
        <div className={classes.buttons}>
          {place.can.map((kind) => (
            <Press
              key={kind}
              kind={kind}
              network={network}
              done={place.done.includes(kind)}
              busy={acts[kind].isPending}
              onPress={(is) => {
                setLast(kind);
                acts[kind].mutate(is);
              }}
            />
          ))}
        </div>
      )}
      {way === 'link' && (
        <p className={classes.note}>
          <TextLink quiet to="/me/accounts">
            {t('acts.link', { network })}
          </TextLink>
        </p>
      )}
      {way === 'again' && (
        <p className={classes.note} role={failed.isError ? 'alert' : undefined}>
          {t('acts.lost', { network })} <TextLink to="/me/accounts">{t('acts.again')}</TextLink>
        </p>
      )}
      {way === 'press' && failed.isError && <Failed error={failed.error} network={network} />}
    </div>
  );
}

interface PressProps {
  kind: ActKind;
  network: string;
  done: boolean;
  busy: boolean;
  onPress: (is: boolean) => void;
}

/** Stays where it is while it waits, so that the keyboard does not lose its place. */
function Press({ kind, network, done, busy, onPress }: PressProps) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  return (
    <button
      type="button"
      className={classes.press}
      data-kind={kind}
      aria-pressed={done}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      disabled={!online}
      title={done ? t('acts.takeBack') : t(`acts.on.${kind}`, { network })}
      onClick={() => !busy && onPress(!done)}
    >
      <Icon of={icons[kind]} size={18} />
      {t(done ? `acts.done.${kind}` : `acts.do.${kind}`)}
    </button>
  );
}

function Failed({ error, network }: { error: unknown; network: string }) {
  const { t } = useTranslation();
  const problem = toApiError(error);
  const { kind, said } = actFault(problem);
  return (
    <p className={classes.failed} role="alert">
      {kind === 'other' || kind === 'state'
        ? problemText(problem, t)
        : kind === 'refused' && said
          ? t('acts.fault.said', { network, text: said })
          : t(`acts.fault.${kind}`, { network })}
    </p>
  );
}
