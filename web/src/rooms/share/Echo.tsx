/* Echo.tsx: whose voice is this: one of three bands, asked of the server on a pause of typing. The server tells no more than the
 * band: not which text, nor whose. */
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { ComposerState } from '../../api/types.ts';
import { useEcho } from './api.ts';
import { blanksOf } from './blanks.ts';
import { cleaned } from './draft.ts';
import classes from './share.module.css';

const PAUSE = 900;

export function Echo({ post, text, state }: { post: string; text: string; state: ComposerState }) {
  const { t } = useTranslation();
  const [paused] = useDebouncedValue(cleaned(text), PAUSE);
  const open = blanksOf(text).length > 0 || blanksOf(paused).length > 0;
  const echo = useEcho(post, open ? '' : paused);
  const band = paused && !open && text.trim() ? echo.data : undefined;
  return (
    <section className={classes.echo} aria-labelledby="share-echo" data-band={band ?? 'none'}>
      <Text size="sm" fw={620} id="share-echo" role="status">
        {t(`share.echo.title.${band ?? 'none'}`)}
      </Text>
      <div className={classes.meter} aria-hidden>
        <span />
        <span />
        <span />
      </div>
      <Text size="xs" c="dimmed">
        {band === 'echo' && state.points.earns ? t('share.echo.noPoints') : t(`share.echo.note.${band ?? 'none'}`)}
      </Text>
    </section>
  );
}
