/** The choice of which incidents are listed. Its state is the address bar's: a choice can be sent to a colleague. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CAUSES, SEVERITIES } from '../../../../../model/incident.ts';
import type { IncidentSearch } from '../../lib/incident-filter.ts';
import { incidentParams, NONE, readIncidentSearch } from '../../lib/incident-filter.ts';
import { Icon } from '../parts/icons.tsx';
import css from '../sites/site-filters.module.css';

export interface IncidentFiltersProps {
  search: IncidentSearch;
  /** Who handles those that are listed. */
  assignees: readonly string[];
  onChange: (change: IncidentSearch) => void;
}

/** Text, severity, cause, assignee. */
export function IncidentFilters({ search, assignees, onChange }: IncidentFiltersProps) {
  const { t } = useTranslation();
  const all = { value: '', label: t('incidents.all') };
  const choose = (key: keyof IncidentSearch, value: string) =>
    onChange({ [key]: readIncidentSearch({ [key]: value })[key] });
  const named = search.assignee === undefined || search.assignee === NONE ? [] : [search.assignee];
  const people = [...new Set([...assignees, ...named])].sort();
  return (
    <search className={css.filters} aria-label={t('incidents.filters')}>
      <TextInput
        className={css.text}
        label={t('incidents.searchLabel')}
        placeholder={t('incidents.search')}
        leftSection={<Icon name="search" size={16} />}
        type="search"
        value={search.q ?? ''}
        onChange={(event) => choose('q', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('incident.severity')}
        value={search.severity ?? ''}
        onChange={(event) => choose('severity', event.currentTarget.value)}
        data={[all, ...[...SEVERITIES].reverse().map((value) => ({ value, label: t(`severity.${value}`) }))]}
      />
      <NativeSelect
        label={t('incident.cause')}
        value={search.cause ?? ''}
        onChange={(event) => choose('cause', event.currentTarget.value)}
        data={[
          all,
          { value: NONE, label: t('incidents.unknownCause') },
          ...CAUSES.map((value) => ({ value, label: t(`cause.${value}`) })),
        ]}
      />
      <NativeSelect
        label={t('incident.assignee')}
        value={search.assignee ?? ''}
        onChange={(event) => choose('assignee', event.currentTarget.value)}
        data={[
          all,
          { value: NONE, label: t('incidents.unassigned') },
          ...people.map((value) => ({ value, label: value })),
        ]}
      />
      <Button
        variant="default"
        disabled={Object.keys(incidentParams(search)).length === 0}
        onClick={() => onChange({ q: undefined, severity: undefined, cause: undefined, assignee: undefined })}
      >
        {t('incidents.clear')}
      </Button>
    </search>
  );
}
