/** What the audit's acts are called. */
import { useTranslation } from 'react-i18next';
import en from './en.json';
import vi from './vi.json';

type Names = Readonly<Record<string, string>>;

/** An act that has no words of ours keeps its name. */
export function useActionName(): {
  names: [action: string, name: string][];
  nameOf: (action: string) => string;
} {
  const { i18n } = useTranslation();
  const known: Names = i18n.language === 'en' ? en.audit.acts : vi.audit.acts;
  return { names: Object.entries(known), nameOf: (action) => known[action] ?? action };
}
