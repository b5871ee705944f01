/* Themed.tsx: the company's palette over the whole page; light and dark follow the system. */
import { MantineProvider } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useSpace } from '../api/session.ts';
import { COQUELICOT, derivePalette } from '../base/palette.ts';
import { cssVariablesOf, themeOf } from '../base/theme.ts';

const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export function Themed({ children }: { children: ReactNode }) {
  const stored = useSpace()?.company?.palette;
  const palette = useMemo(() => stored ?? derivePalette(COQUELICOT), [stored]);
  const theme = useMemo(() => themeOf(palette), [palette]);
  const variables = useMemo(() => cssVariablesOf(palette), [palette]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={nonce}>
      {children}
    </MantineProvider>
  );
}
