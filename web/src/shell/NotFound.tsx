/* NotFound.tsx: an address that leads nowhere. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../ui/Page.tsx';
import { Empty, QuietHills } from '../ui/states.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t('error.notFound.title')}>
      <Empty
        title={t('error.notFound.title')}
        art={<QuietHills />}
        action={
          <Button component={Link} to="/">
            {t('error.notFound.action')}
          </Button>
        }
      >
        {t('error.notFound.text')}
      </Empty>
    </PageFrame>
  );
}
