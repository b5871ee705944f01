/* SearchBox.tsx: looking for posts by their words: "/" brings the cursor here, Escape takes what was typed away. On phones a glass
 * in the header opens it. Plain elements: it is in the first load. */
import { ActionIcon } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import classes from './search.module.css';

const PAUSE_MS = 200;
const MAX = 200;

interface SearchBoxProps {
  /** What is looked for now. */
  q: string;
  onSearch: (q: string) => void;
}

export function SearchBox({ q, onSearch }: SearchBoxProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q);
  const [open, setOpen] = useState(q !== '');
  const box = useRef<HTMLInputElement>(null);
  const told = useRef(q);
  // What the address says wins over what stands here: a link, the way back.
  useEffect(() => {
    if (q !== told.current) {
      told.current = q;
      setTyped(q);
      setOpen(q !== '');
    }
  }, [q]);
  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = window.setTimeout(() => {
      told.current = typed.trim();
      onSearch(told.current);
    }, PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, onSearch]);

  const show = () => {
    setOpen(true);
    requestAnimationFrame(() => box.current?.focus());
  };
  const clear = () => {
    setTyped('');
    told.current = '';
    onSearch('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (typed) clear();
      else {
        setOpen(false);
        box.current?.blur();
      }
    } else if (event.key === 'Enter' && typed.trim() !== told.current) {
      told.current = typed.trim();
      onSearch(told.current);
    }
  };
  useHotkeys([['/', show]]);

  return (
    <search className={classes.place} data-open={open || undefined}>
      <ActionIcon className={classes.glass} aria-label={t('home.search.label')} aria-expanded={open} onClick={show}>
        <Icon of={IconSearch} />
      </ActionIcon>
      <div className={classes.box}>
        <Icon of={IconSearch} size={18} />
        <input
          ref={box}
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={MAX}
          aria-label={t('home.search.label')}
          aria-keyshortcuts="/"
          placeholder={t('home.search.hint')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {typed || open ? (
          <ActionIcon
            className={classes.clear}
            data-empty={typed === '' || undefined}
            aria-label={t('home.search.clear')}
            onClick={() => {
              clear();
              if (typed) box.current?.focus();
              else setOpen(false);
            }}
          >
            <Icon of={IconX} size={18} />
          </ActionIcon>
        ) : null}
        {!typed && <kbd className={classes.key}>/</kbd>}
      </div>
    </search>
  );
}
