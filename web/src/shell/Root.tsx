/* Root.tsx: the outermost component, and what shows when even the space cannot be read. */
import { Box } from '@mantine/core';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '../ui/states.tsx';

export function Root() {
  return <Outlet />;
}

export function StartError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <Box component="main" maw={520} mx="auto" px="sm" pt={{ base: 24, md: 96 }}>
      <ErrorCard title={t('error.cannotOpen')} error={error} retry={() => void router.invalidate()} />
    </Box>
  );
}
