/* index.ts: French and English, one catalogue each, loaded when needed. Every text a person reads comes from here.
 *
 * Keys are grouped by room ("home.empty.title"). Catalogues hold the finished typography (narrow no-break spaces in French);
 * test/i18n.test.ts refuses a missing key, another set of placeholders, or a wrong space. The texts of rooms that are not in the
 * first load come with their pages (parts.ts). */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { load, type Language } from './catalogues.ts';

export { isLanguage, languageOf, languages, type Language } from './catalogues.ts';

/** Whether some page asked for the rooms' texts already: then every language comes whole. */
let whole = false;
/** The switch of language under way. */
let settled: Promise<unknown> = Promise.resolve();

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: (await load[language].first()).default } },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false, transSupportBasicHtmlNodes: true, transKeepBasicHtmlNodesFor: ['strong', 'em'] },
  });
  document.documentElement.lang = language;
}

async function addLater(language: Language) {
  const texts = (await load[language].later()).default;
  i18next.addResourceBundle(language, 'translation', texts, true, true);
}

/** The texts of every room; pages wait for it before they render. */
export async function allTexts(): Promise<void> {
  whole = true;
  await settled;
  const language = i18next.language as Language;
  if (!i18next.exists('studio.views')) await addLater(language);
}

async function change(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await load[language].first()).default);
  }
  if (whole) await addLater(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Switches the language of the page; does nothing when it is already there. */
export async function switchLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  settled = change(language);
  await settled;
}
