/* Status.tsx: the signs of an import's states. */
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconEye, IconLoader, type Icon as TablerIcon } from '@tabler/icons-react';
import type { Import } from '../../api/types.ts';

interface Sign {
  tone: 'ok' | 'warn' | 'danger' | undefined;
  icon: TablerIcon;
}

const signs: Record<Import['status'], Sign> = {
  parsing: { tone: undefined, icon: IconLoader },
  ready: { tone: 'warn', icon: IconEye },
  applying: { tone: undefined, icon: IconLoader },
  done: { tone: 'ok', icon: IconCheck },
  undoing: { tone: undefined, icon: IconLoader },
  undone: { tone: undefined, icon: IconArrowBackUp },
  failed: { tone: 'danger', icon: IconAlertTriangle },
};

export const statusTone = (status: Import['status']) => signs[status];
