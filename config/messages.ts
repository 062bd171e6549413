/** The message catalogue: everything that people read, Vietnamese first, English second. */
import { createInstance } from 'i18next';
import { z } from 'zod';
import en from './defaults/messages/en.json' with { type: 'json' };
import vi from './defaults/messages/vi.json' with { type: 'json' };
import type { Problem } from './problem.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `a.b.c` for every text in the catalogue. */
type KeysOf<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}` }[keyof T & string];
export type MessageKey = KeysOf<typeof vi>;

export type Translate = (key: MessageKey, params?: Readonly<Record<string, string>>) => string;

export function translator(language: Language): Translate {
  const instance = createInstance({
    lng: language,
    fallbackLng: 'vi',
    resources: { vi: { translation: vi }, en: { translation: en } },
    // Texts go to terminals and mails, not into HTML.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  void instance.init();
  return (key, params) => instance.t(key, { ...params });
}

/** The language to speak when nobody said: the locale's, Vietnamese otherwise (POSIX locale variables, in their order). */
export function languageOfLocale(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.startsWith('en') ? 'en' : 'vi';
}

/** Makes the schema library say in this language what does not fit. */
export function speakInSchemas(language: Language): void {
  z.config(language === 'vi' ? z.locales.vi() : z.locales.en());
}

/** `file:line:column: what is wrong and what to do`. */
export function describeProblem(problem: Problem, t: Translate): string {
  const { file, line, column } = problem.place;
  return `${file}:${line}:${column}: ${t(`problem.${problem.code}`, problem.params)}`;
}

/** By language and zone: making one takes longer than a thousand times of using it. There are as many as zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const clock =
    clocks.get(key) ??
    new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  clocks.set(key, clock);
  return clock;
}

/** A time as people read it: 14:05:09 23/11/2026. */
export function formatTime(timeMs: number, language: Language, timeZone: string): string {
  return clockOf(language, timeZone).format(timeMs);
}
