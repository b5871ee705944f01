/* Tile.tsx: the company's (or a brand's) sign: its initial on ink, until it gives a logo. Paper on night in the dark.
 * The letter is drawn by CSS: it is a picture of the name beside it, not text. */
import { Box } from '@mantine/core';
import classes from './ui.module.css';

export function Tile({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <Box
      className={classes.tile}
      w={size}
      h={size}
      fz={Math.round(size * 0.44)}
      data-initial={[...name.trim()][0]?.toLocaleUpperCase() ?? ''}
      aria-hidden
    />
  );
}
