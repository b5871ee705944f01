/* BackLink.tsx: the way to the place above this one, over its title. */
import { Link, type LinkProps } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import classes from './BackLink.module.css';

export function BackLink({ children, ...to }: LinkProps & { children: ReactNode }) {
  return (
    <Link className={classes.back} {...to}>
      <Icon of={IconArrowLeft} size={18} />
      {children}
    </Link>
  );
}
