/* Locked.tsx: a caption that goes out word for word: only its blanks are fields. Own words stay free. */
import { Text, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { fill, filledOf, piecesOf } from './blanks.ts';
import classes from './share.module.css';

interface LockedProps {
  caption: string;
  reason: string;
  text: string;
  language: string;
  onText: (text: string) => void;
  onOwn: () => void;
}

export function Locked({ caption, reason, text, language, onText, onOwn }: LockedProps) {
  const { t } = useTranslation();
  const pieces = piecesOf(caption);
  const [values, setValues] = useState(() => filledOf(caption, text).map(({ start, end }) => text.slice(start, end)).map((value) => (/^_{3,}$/.test(value) ? '' : value)));
  const change = (at: number, value: string) => {
    const next = pieces.slice(1).map((_, i) => (i === at ? value : (values[i] ?? '')));
    setValues(next);
    onText(fill(caption, next));
  };
  return (
    <div className={classes.locked}>
      <p lang={language || undefined} className={classes.lockedText} id="share-text" tabIndex={-1}>
        {pieces.map((piece, i) => (
          <span key={i}>
            {i > 0 && <mark className={classes.blank} data-filled={values[i - 1]?.trim() ? true : undefined}>{values[i - 1]?.trim() || '____'}</mark>}
            {piece}
          </span>
        ))}
      </p>
      {pieces.slice(1).map((_, i) => (
        <TextInput
          key={i}
          label={t('share.locked.blank', { n: i + 1 })}
          value={values[i] ?? ''}
          maxLength={300}
          onChange={(event) => change(i, event.currentTarget.value)}
        />
      ))}
      <div className={classes.lockedWhy}>
        <Icon of={IconLock} size={15} />
        <Text size="xs" component="span">
          {t('share.locked.why', { reason })}
        </Text>
      </div>
      <TextButton quiet onClick={onOwn}>
        {t('share.locked.own')}
      </TextButton>
    </div>
  );
}
