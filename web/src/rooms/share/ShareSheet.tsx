/* ShareSheet.tsx: the composer over any place: a sheet from below on phones, a panel from the right on desktop.
 *
 * Charter first if it is not accepted; then writing; then "did you post it?". The post and the network are in the address. */
import '../../base/mantineAll.ts';
import { Drawer, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useSearch } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import type { Share } from '../../api/types.ts';
import { useFocusBack } from '../../base/useFocusBack.ts';
import { useShareSheet } from '../../base/useShareSheet.ts';
import CharterSheet from '../charter/CharterSheet.tsx';
import { useComposer } from './api.ts';
import { Compose } from './Compose.tsx';
import { Done } from './Done.tsx';
import type { HandOff } from './handOff.ts';
import { Sent } from './linked.ts';
import classes from './share.module.css';

/** A share that has just left, or that was still open when the sheet was opened. */
export interface Handed {
  share: Share;
  /** What the browser let us do; unknown for a share of earlier. */
  result?: HandOff;
}

const LAST_NETWORK = 'pv.network';

export default function ShareSheet() {
  const me = useMe();
  const { share: post, on } = useSearch({ strict: false });
  const { open, close } = useShareSheet();
  if (!post) return null;
  const mayShare = me.ambassador && me.charter.accepted_version === me.charter.current_version;
  if (!mayShare) return <CharterSheet onClose={close} onAccepted={() => undefined} />;

  const network = on ?? localStorage.getItem(LAST_NETWORK) ?? undefined;
  const choose = (name: string) => {
    localStorage.setItem(LAST_NETWORK, name);
    open(post, name);
  };
  return <Sheet key={post} post={post} network={network} onNetwork={choose} onClose={close} />;
}

/** What the sheet shows changes under the keyboard (loading, writing, done): it goes to the text, or to the sheet's beginning. */
function useFocusInside(stage: string, toText: boolean) {
  const inner = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const sheet = inner.current;
    if (!sheet) return;
    const text = toText ? sheet.querySelector('textarea') : null;
    (text ?? sheet).focus({ preventScroll: true });
  }, [stage, toText]);
  return inner;
}

interface SheetProps {
  post: string;
  /** Unknown: the first that the company offers. */
  network: string | undefined;
  onNetwork: (network: string) => void;
  onClose: () => void;
}

function Sheet({ post, network: wanted, onNetwork, onClose }: SheetProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 56.24em)', false, { getInitialValueInEffect: false }) ?? false;
  const [off, setOff] = useState<string | null>(null);
  const asked = wanted === off ? undefined : wanted;
  const composer = useComposer(post, asked);
  // The network of last time may have been switched off since: then the first one that is offered.
  const gone = composer.error instanceof ApiError && composer.error.errors.some((item) => item.pointer === '?network');
  if (gone && asked) setOff(asked);
  const network = asked ?? composer.data?.network ?? '';
  const [handed, setHanded] = useState<Handed | null>(null);
  const [words, setWords] = useState<string | null>(null);
  useFocusBack();
  const standing = composer.isPlaceholderData ? null : composer.data?.share;
  const shown = handed ?? (standing?.status === 'open' ? { share: standing } : null);
  const inner = useFocusInside(shown ? shown.share.id : composer.data ? 'compose' : composer.status, !phone);
  return (
    <Drawer.Root
      opened
      onClose={onClose}
      classNames={{ content: classes.sheet }}
      position={phone ? 'bottom' : 'right'}
      size={phone ? 'calc(100dvh - 28px)' : shown ? 568 : 964}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label={t('share.title')}>
        <div ref={inner} tabIndex={-1} className={classes.inner}>
          {phone && <span className={classes.grip} aria-hidden />}
          {shown?.share.mode === 'connection' ? (
            <Suspense fallback={<Skeleton height={240} m="lg" radius="md" />}>
              <Sent key={shown.share.id} share={shown.share} onClose={onClose} onAgain={({ text }) => {
                setWords(text);
                setHanded(null);
                void composer.refetch();
              }} />
            </Suspense>
          ) : shown ? (
            <Done key={shown.share.id} handed={shown} onClose={onClose} />
          ) : (
            <Compose post={post} network={network} composer={composer} onNetwork={onNetwork} onHanded={setHanded} onClose={onClose} phone={phone} words={words} />
          )}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  );
}
