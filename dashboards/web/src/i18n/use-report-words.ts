/** The words of reports: from the catalogue that the files and mails are written from. */
import { report as en } from '../../../../config/defaults/messages/en.json';
import { report as vi } from '../../../../config/defaults/messages/vi.json';
import { useLanguage } from './use-format.ts';

/** In the language chosen. */
export function useReportWords(): typeof vi {
  return useLanguage() === 'en' ? en : vi;
}

/** Puts values in the places of a text: `{{minimum}}`. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place);
}
