/* index.ts: French and English, one catalogue each, loaded when needed. Every text a person reads comes from here.
 *
 * Keys are grouped by room ("home.empty.title"). Catalogues hold the finished typography (narrow no-break spaces in French);
 * test/i18n.test.ts refuses a missing key, another set of placeholders, or a wrong space. */
import i18next, { type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (value: string): value is Language => languages.some((language) => language === value);

/** "fr-CA" -> "fr"; anything we have no catalogue for -> "en". */
export function languageOf(tag: string | undefined | null): Language {
  const base = (tag ?? '').slice(0, 2).toLowerCase();
  return isLanguage(base) ? base : 'en';
}

const load = {
  fr: () => import('./fr.json'),
  en: () => import('./en.json'),
};

/** Starts loading a catalogue that will probably be wanted. */
export const expectLanguage = (language: Language) => void load[language]();

async function catalogue(language: Language): Promise<Resource[string]> {
  return { translation: (await load[language]()).default };
}

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await catalogue(language) },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false, transSupportBasicHtmlNodes: true, transKeepBasicHtmlNodesFor: ['strong', 'em'] },
  });
  document.documentElement.lang = language;
}

/** Switches the language of the page; does nothing when it is already there. */
export async function switchLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const resources = await catalogue(language);
    i18next.addResourceBundle(language, 'translation', resources.translation);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
