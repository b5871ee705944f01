/* ImportPage.tsx: a staff list comes in here; below, the lists of the last weeks, each where it stands. */
import { Badge, Button, Card, Skeleton, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconChevronRight, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useImports } from './api.ts';
import { fields } from './mapping.ts';
import { statusTone } from './Status.tsx';
import { Upload } from './Upload.tsx';
import classes from './import.module.css';

export function ImportPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('import.title')} above={<BackLink to="/people">{t('nav.people')}</BackLink>} lead={t('import.lead')}>
      <div className={classes.entrance}>
        <Upload />
        <Understood />
      </div>
      <Earlier />
    </Page>
  );
}

function Understood() {
  const { t } = useTranslation();
  return (
    <aside className={classes.understood} aria-labelledby="understood">
      <Title order={2} id="understood" fz={16} lh="24px" fw={620}>
        {t('import.known.title')}
      </Title>
      <ul className={classes.words}>
        {fields.map((field) => (
          <li key={field}>
            {t(`import.field.${field}`)}
            {field === 'email' && <span className={classes.needed}>{t('import.known.needed')}</span>}
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed">
        {t('import.known.text')}
      </Text>
      <Text size="xs" c="dimmed" mt={8}>
        {t('import.known.out')}
      </Text>
    </aside>
  );
}

function Earlier() {
  const { t } = useTranslation();
  const imports = useImports();
  const items = imports.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="earlier" className={classes.earlier}>
      <div className={classes.earlierHead}>
        <Title order={2} id="earlier">
          {t('import.earlier.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('import.earlier.text')}
        </Text>
      </div>
      {imports.isPending && (
        <Card padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
          {[0, 1].map((row) => (
            <div key={row} className={classes.past}>
              <div>
                <Skeleton height={15} width={180} mb={8} />
                <Skeleton height={13} width={260} maw="60vw" />
              </div>
            </div>
          ))}
        </Card>
      )}
      {imports.isError && <ErrorCard title={t('import.earlier.failed')} error={imports.error} retry={() => void imports.refetch()} retrying={imports.isFetching} />}
      {imports.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed" px={4}>
          {t('import.earlier.none')}
        </Text>
      )}
      {items.length > 0 && (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
          {items.map((item) => (
            <Past key={item.id} item={item} />
          ))}
        </Card>
      )}
      {imports.hasNextPage && (
        <Button variant="default" mt="md" loading={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  );
}

function Past({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { number, dateTime } = useLocale();
  const { tone, icon } = statusTone(item.status);
  const facts = [dateTime(item.created_at), item.counts.rows > 0 ? t('import.lines', { count: item.counts.rows, n: number(item.counts.rows) }) : ''];
  return (
    <li>
      <Link to="/people/import/$id" params={{ id: item.id }} className={classes.past}>
        <span className={classes.pastSign}>
          <Icon of={IconFileText} />
        </span>
        <span className={classes.pastName}>
          <Text component="span" size="sm" fw={600} className={classes.wrapAny}>
            {item.name}
          </Text>
          <Text component="span" size="xs" c="dimmed" display="block">
            {facts.filter(Boolean).join(', ')}
          </Text>
        </span>
        <Badge data-tone={tone} leftSection={<Icon of={icon} size={15} />}>
          {t(`import.status.${item.status}`)}
        </Badge>
        <Icon of={IconChevronRight} size={18} />
      </Link>
    </li>
  );
}
