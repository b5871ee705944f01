/* catalogues.ts: the files of texts, each loaded when it is wanted. Small and alone, so that start.ts can ask for one at once. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (value: string): value is Language => languages.some((language) => language === value);

/** "fr-CA" -> "fr"; anything we have no catalogue for -> "en". */
export function languageOf(tag: string | undefined | null): Language {
  const base = (tag ?? '').slice(0, 2).toLowerCase();
  return isLanguage(base) ? base : 'en';
}

export const load = {
  fr: { first: () => import('virtual:texts/fr/first'), later: () => import('virtual:texts/fr/later') },
  en: { first: () => import('virtual:texts/en/first'), later: () => import('virtual:texts/en/later') },
};

/** Starts loading a catalogue that will probably be wanted. */
export const expectLanguage = (language: Language) => void load[language].first();
