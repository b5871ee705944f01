/* Conflict.tsx: two people changed the same post. Both versions stand side by side; only the curator decides. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './editor.module.css';
import type { Stored } from './useAutosave.ts';
import { differing, wholeOf, type Changes, type Whole } from './whole.ts';

interface ConflictProps {
  mine: Changes;
  base: Stored;
  onMine: () => void;
  onTheirs: () => void;
}

/** Fields that are words; of the others it is enough to say which. */
const words = ['title', 'body', 'article', 'image_alt', 'place', 'salary', 'contract'] as const;

export function Conflict({ mine, base, onMine, onTheirs }: ConflictProps) {
  const { t } = useTranslation();
  const theirs = wholeOf(base.post, base.article);
  const names = Object.keys(differing(theirs, mine)) as (keyof Whole)[];
  const shown = words.filter((name) => names.includes(name));
  const side = (whole: Changes) => (
    <dl className={classes.version}>
      {shown.map((name) => (
        <div key={name}>
          <dt>{t(`studio.part.${name}`)}</dt>
          <dd lang={theirs.language || undefined}>{String(whole[name] ?? theirs[name]) || '—'}</dd>
        </div>
      ))}
      {names.length > shown.length && <div>{t('studio.conflictMore', { count: names.length - shown.length })}</div>}
    </dl>
  );
  return (
    <section className={classes.conflict} aria-labelledby="conflict-title">
      <div role="alert">
        <h2 id="conflict-title">{t('studio.conflictTitle')}</h2>
      </div>
      <p className={classes.quiet}>{t('studio.conflictText')}</p>
      <div className={classes.versions}>
        <div>
          <h3>{t('studio.conflictMine')}</h3>
          {side(mine)}
          <Button onClick={onMine}>{t('studio.conflictKeepMine')}</Button>
        </div>
        <div>
          <h3>{t('studio.conflictTheirs')}</h3>
          {side({})}
          <Button variant="default" onClick={onTheirs}>
            {t('studio.conflictKeepTheirs')}
          </Button>
        </div>
      </div>
    </section>
  );
}
