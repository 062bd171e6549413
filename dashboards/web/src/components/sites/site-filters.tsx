/** The choice of what the table of sites shows. Its state is the address bar's: a choice can be sent to a colleague. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { CLASSES, districtChoices, PROVINCE_LEVEL, type SiteSearch, SORTS } from '../../lib/site-filter.ts';
import { WORST_FIRST } from '../../lib/state.ts';
import { Icon } from '../parts/icons.tsx';
import css from './site-filters.module.css';

export interface SiteFiltersProps {
  rows: readonly SiteRow[];
  search: SiteSearch;
  onChange: (change: Partial<SiteSearch>) => void;
}

/** Text, state, district, class; on a telephone also the order, because there are no column headings. */
export function SiteFilters({ rows, search, onChange }: SiteFiltersProps) {
  const { t } = useTranslation();
  const districts = useMemo(() => districtChoices(rows), [rows]);
  const all = { value: '', label: t('sites.all') };
  const isFiltered = [search.q, search.class, search.district, search.state].some(
    (each) => each !== undefined,
  );
  return (
    <search className={css.filters} aria-label={t('sites.filters')}>
      <TextInput
        className={css.text}
        label={t('sites.searchLabel')}
        placeholder={t('sites.search')}
        leftSection={<Icon name="search" size={16} />}
        type="search"
        value={search.q ?? ''}
        onChange={(event) => onChange({ q: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('sites.state')}
        value={search.state ?? ''}
        onChange={(event) =>
          onChange({ state: WORST_FIRST.find((each) => each === event.currentTarget.value) })
        }
        data={[all, ...WORST_FIRST.map((state) => ({ value: state, label: t(`state.${state}`) }))]}
      />
      <NativeSelect
        label={t('sites.district')}
        value={search.district ?? ''}
        onChange={(event) => onChange({ district: event.currentTarget.value || undefined })}
        data={[
          all,
          { value: PROVINCE_LEVEL, label: t('sites.provinceLevel') },
          ...districts.map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <NativeSelect
        label={t('sites.class')}
        value={search.class ?? ''}
        onChange={(event) => onChange({ class: CLASSES.find((each) => each === event.currentTarget.value) })}
        data={[all, ...CLASSES.map((each) => ({ value: each, label: t(`class.${each}`) }))]}
      />
      <NativeSelect
        className={css.order}
        label={t('sites.sortBy')}
        value={search.sort ?? 'state'}
        onChange={(event) => onChange({ sort: SORTS.find((each) => each === event.currentTarget.value) })}
        data={[
          { value: 'state', label: t('sites.sortState') },
          { value: 'name', label: t('sites.sortName') },
          { value: 'since', label: t('sites.sortSince') },
        ]}
      />
      <Button
        variant="default"
        disabled={!isFiltered}
        onClick={() => onChange({ q: undefined, class: undefined, district: undefined, state: undefined })}
      >
        {t('sites.clear')}
      </Button>
    </search>
  );
}
