/** The languages: catalogues, the choice that is remembered, and switching without a reload. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../lib/time.ts';
import en from './en.json';
import vi from './vi.json';

const STORAGE_KEY = 'canhmang.language';

/** The language chosen on this machine, `undefined` when nobody has chosen. */
export function storedLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'vi' || stored === 'en' ? stored : undefined;
  } catch {
    // Storage may be forbidden by policy; the choice then lasts as long as the page.
    return undefined;
  }
}

/** Switches and remembers. */
export function chooseLanguage(translations: i18n, language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // See above.
  }
  void translations.changeLanguage(language);
}

/** Translations, ready for use; Vietnamese until the server or the user says otherwise. */
export function createTranslations(): i18n {
  const translations = createInstance();
  translations.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void translations.use(initReactI18next).init({
    lng: storedLanguage() ?? 'vi',
    fallbackLng: 'vi',
    resources: { vi: { translation: vi }, en: { translation: en } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return translations;
}
