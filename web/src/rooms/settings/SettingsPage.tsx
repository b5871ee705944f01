/* SettingsPage.tsx: everything a company may set, in sections, with a search over all of it. Auditors read, admins change. */
import { Button, Card, Skeleton, Text, TextInput, Title } from '@mantine/core';
import { IconFileCode, IconPhoto, IconSearch, IconWand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { mayAdmin, type Setting } from '../../api/types.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { useSettings } from './api.ts';
import { LogoRows } from './LogoRows.tsx';
import { inOrder, sectionOf, sections } from './sections.ts';
import { SettingRow } from './SettingRow.tsx';
import { SettingsFile } from './SettingsFile.tsx';
import { NetworkTerms } from './NetworkTerms.tsx';
import classes from './settings.module.css';
import { folded, useWords } from './words.ts';

export function SettingsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const settings = useSettings();
  const readOnly = !mayAdmin(me);
  return (
    <Page title={t('nav.settings')} lead={readOnly ? t('settings.readOnly') : t('settings.lead')} aside={!readOnly && (
        <Button component={Link} to="/welcome" variant="default" leftSection={<Icon of={IconWand} size={18} />}>
          {t('settings.assistant')}
        </Button>
      )}>
      {settings.isPending && <Loading />}
      {settings.isError && <ErrorCard title={t('settings.failed')} error={settings.error} retry={() => void settings.refetch()} retrying={settings.isFetching} />}
      {settings.isSuccess && <All items={settings.data} readOnly={readOnly} />}
    </Page>
  );
}

function All({ items, readOnly }: { items: Setting[]; readOnly: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const [q, setQ] = useState('');
  const asked = folded(q.trim());
  const parts = asked.split(/\s+/);
  const found = items.filter((setting) => {
    const text = folded(`${words.label(setting)} ${words.help(setting)} ${setting.name} ${t(`settings.section.${sectionOf(setting.name)}`)}`);
    return parts.every((part) => text.includes(part));
  });
  const shown = sections
    .map((section) => ({ section, rows: inOrder(section, found.filter((setting) => sectionOf(setting.name) === section.id)) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <div className={classes.columns}>
      <nav className={classes.contents} aria-label={t('settings.sections')}>
        {shown.map(({ section }) => (
          <a key={section.id} href={`#${section.id}`} className={classes.contentsItem}>
            <Icon of={section.icon} size={18} />
            {t(`settings.section.${section.id}`)}
          </a>
        ))}
 {!asked && (
          <a href="#logo" className={classes.contentsItem}>
            <Icon of={IconPhoto} size={18} />
            {t('settings.section.logo')}
          </a>
        )}
        {!asked && (
          <a href="#file" className={classes.contentsItem}>
            <Icon of={IconFileCode} size={18} />
            {t('settings.section.file')}
          </a>
        )}
      </nav>
      <div className={classes.main}>
        <TextInput
          type="search"
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          label={t('settings.search')}
          placeholder={t('settings.searchHint')}
          leftSection={<Icon of={IconSearch} size={18} />}
          maxLength={100}
        />
        <Text role="status" size="sm" c="dimmed" className={classes.count}>
          {asked && t('settings.found', { count: found.length })}
        </Text>
        {shown.map(({ section, rows }) => (
          <section key={section.id} id={section.id} aria-labelledby={`${section.id}-title`} className={classes.section}>
            <div className={classes.sectionHead}>
              <Icon of={section.icon} />
              <Title order={2} id={`${section.id}-title`}>
                {t(`settings.section.${section.id}`)}
              </Title>
            </div>
            {!asked && (
              <Text size="sm" c="dimmed" mb="sm" px={4}>
                {t(`settings.about.${section.id}`)}
              </Text>
            )}
            <Card padding={0} component="ul" className={`${classes.rows} pv-rows`}>
              {rows.map((setting) => (
                <SettingRow key={setting.name} setting={setting} readOnly={readOnly} />
              ))}
            </Card>
            {section.id === 'networks' && !asked && <NetworkTerms readOnly={readOnly} />}
          </section>
        ))}
        {!asked && <LogoRows readOnly={readOnly} />}
        {asked && found.length === 0 && <Empty title={t('settings.nothing')}>{t('settings.nothingText')}</Empty>}
        {!asked && <SettingsFile settings={items} readOnly={readOnly} />}
      </div>
    </div>
  );
}

function Loading() {
  return (
    <div className={classes.columns} aria-hidden>
      <div className={classes.contents}>
        {sections.map((section) => (
          <Skeleton key={section.id} height={20} my={12} />
        ))}
      </div>
      <div className={classes.main}>
        <Skeleton height={44} mt={24} mb="lg" />
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} height={160} mb="lg" radius="md" />
        ))}
      </div>
    </div>
  );
}
