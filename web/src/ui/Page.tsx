/* Page.tsx: the frame of a place: width, title (also of the browser tab), a line under it, something at the right. */
import { Box, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { keys } from '../api/query.ts';
import type { Space } from '../api/types.ts';
import classes from './ui.module.css';

export function usePlaceTitle(title: string) {
  const space = useQuery<Space>({ queryKey: keys.space, enabled: false }).data;
  useDocumentTitle(`${title} · ${space?.company?.name ?? 'Portevoix'}`);
}

interface PageProps {
  /** For the browser tab; also the heading unless `heading` differs. */
  title: string;
  heading?: ReactNode;
  lead?: ReactNode;
  /** Over the title: the way back. */
  above?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

export function Page({ title, heading, lead, above, aside, children }: PageProps) {
  usePlaceTitle(title);
  return (
    <Box className={classes.page}>
      {above && <nav className={classes.above}>{above}</nav>}
      <header className={classes.header}>
        <Title order={1} miw={0}>
          {heading ?? title}
        </Title>
        {aside && <Box className={classes.aside}>{aside}</Box>}
        {lead && (
          <Text component="div" className={classes.lead} fz={{ base: 14, md: 16 }} lh={{ base: '20px', md: '24px' }} c="dimmed">
            {lead}
          </Text>
        )}
      </header>
      {children}
    </Box>
  );
}

/** The frame alone, for places that draw their own header. */
export function PageFrame({ title, children }: { title: string; children: ReactNode }) {
  usePlaceTitle(title);
  return <Box className={classes.page}>{children}</Box>;
}
