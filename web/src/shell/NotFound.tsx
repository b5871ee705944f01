/* NotFound.tsx: an address that leads nowhere. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Entrance } from '../ui/Entrance.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Entrance title={t('error.notFound.title')} lead={t('error.notFound.text')}>
      <Button component={Link} to="/">
        {t('error.notFound.action')}
      </Button>
    </Entrance>
  );
}
