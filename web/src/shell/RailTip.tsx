/* RailTip.tsx: the name of a place beside its sign, where the rail shows signs only. Loaded there alone. */
import '../base/mantineAll.ts';
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';

export default function RailTip({ label, children }: { label: string; children: ReactElement }) {
  return (
    <Tooltip label={label} position="right">
      {children}
    </Tooltip>
  );
}
