/* TextLink.tsx: the one look of a link in text: ink, hairline under it, 44 px to touch. A button when it acts on the page. */
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Common {
  children: ReactNode;
  /** Dimmed, for the third thing on a card. */
  quiet?: boolean;
}

export function TextLink({ quiet, children, ...to }: Common & LinkProps) {
  return (
    <Link className="pv-link" data-quiet={quiet || undefined} {...to}>
      {children}
    </Link>
  );
}

interface ButtonProps extends Common {
  onClick?: () => void;
  expanded?: boolean;
  controls?: string;
}

export function TextButton({ quiet, children, onClick, expanded, controls }: ButtonProps) {
  return (
    <button type="button" className="pv-link" data-quiet={quiet || undefined} onClick={onClick} aria-expanded={expanded} aria-controls={controls}>
      {children}
    </button>
  );
}

/** A link that leaves the space. */
export function OutsideLink({ quiet, children, href }: Common & { href: string }) {
  return (
    <a className="pv-link" data-quiet={quiet || undefined} href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
