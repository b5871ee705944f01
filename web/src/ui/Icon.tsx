/* Icon.tsx: Tabler's outline icons at the stroke and sizes of the design. Decorative unless `label` is given. */
import type { Icon as TablerIcon } from '@tabler/icons-react';

interface IconProps {
  of: TablerIcon;
  size?: number;
  color?: string;
  label?: string;
}

export function Icon({ of: Shape, size = 20, color, label }: IconProps) {
  return (
    <Shape
      size={size}
      stroke={1.75}
      color={color ?? 'currentColor'}
      style={{ flex: 'none' }}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}
