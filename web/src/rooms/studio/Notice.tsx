/* Notice.tsx: what was just done, and the way back. It leaves by itself; Z still undoes, and the other view still holds the post. */
import { Button, Kbd } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './studio.module.css';

const STAY_MS = 10_000;

interface NoticeProps {
  /** What was done, in words. */
  text: string | null;
  busy: boolean;
  onUndo: () => void;
  onGone: () => void;
}

export function Notice({ text, busy, onUndo, onGone }: NoticeProps) {
  const { t } = useTranslation();
  const timer = useRef(0);
  const gone = useRef(onGone);
  gone.current = onGone;
  const hold = () => window.clearTimeout(timer.current);
  const start = () => {
    hold();
    timer.current = window.setTimeout(() => gone.current(), STAY_MS);
  };
  useEffect(() => {
    if (text) start();
    return hold;
  }, [text]);
  return (
    <div role="status" className={classes.noticePlace}>
      {text && (
        <div className={classes.notice} onMouseEnter={hold} onMouseLeave={start} onFocus={hold} onBlur={start}>
          <span className={classes.noticeText}>{text}</span>
          <Button size="sm" variant="transparent" className={classes.noticeUndo} disabled={busy} onClick={onUndo} rightSection={<Kbd className={classes.noticeKey}>Z</Kbd>}>
            {t('studio.undo')}
          </Button>
        </div>
      )}
    </div>
  );
}
