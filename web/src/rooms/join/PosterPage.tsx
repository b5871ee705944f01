/* PosterPage.tsx: a join link as a sheet of A4 for the wall. On the screen it is the same sheet, smaller; in print nothing but it. */
import { Button, Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSpace } from '../../api/session.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { LanguageChoice } from '../../ui/Entrance.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { CompanySign } from '../../ui/CompanySign.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { useJoinLinks } from '../people/api.ts';
import classes from './poster.module.css';

export function PosterPage() {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const { id } = useParams({ strict: false });
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const links = useJoinLinks();
  const link = links.data?.items.find((item) => item.id === id);
  usePlaceTitle(t('join.poster.place'));
  return (
    <div className={classes.page}>
      <nav className={classes.bar} aria-label={t('join.poster.place')}>
        <BackLink to="/people/links">{t('join.poster.back')}</BackLink>
        <LanguageChoice />
        {link && (
          <Button leftSection={<Icon of={IconPrinter} />} onClick={() => window.print()}>
            {t('join.poster.print')}
          </Button>
        )}
      </nav>
      {links.isPending && (
        <div className={classes.sheet} role="status" aria-label={t('common.loading')}>
          <Skeleton height={48} width="40%" />
          <Skeleton height={72} width="85%" mt="xl" />
          <Skeleton height={320} width={320} mt="xl" />
          <Skeleton height={24} width="60%" mt="xl" />
        </div>
      )}
      {links.isError && <ErrorCard title={t('people.joinLinks.failed')} error={links.error} retry={() => void links.refetch()} retrying={links.isFetching} />}
      {links.isSuccess && !link && <Empty title={t('join.poster.gone')} />}
      {link && (
        <main className={classes.sheet}>
          <header className={classes.head}>
            <CompanySign name={company} />
          </header>
          <h1 className={classes.title}>{t('join.poster.title', { company })}</h1>
          <div className={classes.code}>
            <QrCode text={link.url} size={400} label={t('people.joinLinks.code')} />
            <p>{t('join.poster.scan')}</p>
          </div>
          <ul className={classes.words}>
            <li>{t('join.poster.one')}</li>
            <li>{t('join.poster.two')}</li>
            <li>{t('join.poster.three')}</li>
          </ul>
          <footer className={classes.foot}>
            <span>
              {t('join.poster.or')} <b>{link.url}</b>
            </span>
            <span>{t('join.poster.until', { date: longDate(link.expires_at) })}</span>
          </footer>
        </main>
      )}
    </div>
  );
}
