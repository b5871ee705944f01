/* Entrance.tsx: the frame before sign-in: the company's name, one quiet column, Portevoix signing below, the language to choose. */
import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpace } from '../api/session.ts';
import { languages, switchLanguage } from '../i18n/index.ts';
import { CompanySign } from './CompanySign.tsx';
import classes from './entrance.module.css';
import { Mark } from './Mark.tsx';
import { usePlaceTitle } from './Page.tsx';

export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <Group gap={4} component="nav" aria-label={t('field.language')}>
      {languages.map((language) => (
        <button key={language} type="button" lang={language} className={classes.language} aria-pressed={i18n.language === language} onClick={() => void switchLanguage(language)}>
          {t(`language.${language}`)}
        </button>
      ))}
    </Group>
  );
}

export function Entrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  usePlaceTitle(title);
  const space = useSpace();
  const company = space?.company?.name;
  return (
    <Box className={classes.page}>
      <header className={classes.header}>
        <Group gap={12}>
          {company ? (
            <Text fw={650} fz={16} component="div" className={classes.sign}>
              <CompanySign name={company} />
            </Text>
          ) : (
            <>
              <Mark size={24} />
              <Text fw={650} fz={16}>
                Portevoix
              </Text>
            </>
          )}
        </Group>
        <LanguageChoice />
      </header>
      <main className={classes.main} id="main">
        <Title order={1}>{title}</Title>
        {lead && (
          <Text className="pv-reading" mt={6}>
            {lead}
          </Text>
        )}
        <Box mt="lg">{children}</Box>
      </main>
      <footer className={classes.footer}>
        <Mark />
        <span>Portevoix {space?.version}</span>
      </footer>
    </Box>
  );
}
