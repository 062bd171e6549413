/** What an incident is, in words: from the catalogue that mails and the command line say it from. */
import { useTranslation } from 'react-i18next';
import type { IncidentRow } from '../../../../collector/api/types/incidents.ts';
import { incident as en } from '../../../../config/defaults/messages/en.json';
import { incident as vi } from '../../../../config/defaults/messages/vi.json';

const KINDS: Record<string, Readonly<Record<string, string>>> = { vi: vi.kind, en: en.kind };

/** A function that says it in the language chosen. */
export function useWhat(): (incident: Pick<IncidentRow, 'kind' | 'title'>) => string {
  const { t, i18n } = useTranslation();
  return ({ kind, title }) => {
    if (kind === 'down') return t('incidents.kindDown');
    const known = KINDS[i18n.language]?.[kind];
    if (known === undefined) return title ?? (kind === 'manual' ? t('incidents.manual') : kind);
    const words = known.charAt(0).toLocaleUpperCase(i18n.language) + known.slice(1);
    return title === null ? words : `${words} (${title})`;
  };
}

/** A function that says a kind of incident by itself; a rule that has no words of ours keeps its name. */
export function useKindName(): (kind: string) => string {
  const what = useWhat();
  return (kind) => what({ kind, title: null });
}
