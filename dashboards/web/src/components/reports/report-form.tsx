/** What is asked of a report. Its state is the address bar's: a report can be sent to a colleague as its address. */
import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SiteRow } from '../../../../../collector/api/types/sites.ts';
import { useReportWords } from '../../i18n/use-report-words.ts';
import { kindOfPeriod, PERIOD_KINDS, periodOn, shiftPeriod } from '../../lib/report-period.ts';
import { AGGREGATIONS, GROUPINGS, HOURS, type ReportSearch } from '../../lib/report-search.ts';
import { unitChoices } from '../../lib/unit-choices.ts';
import { Icon } from '../parts/icons.tsx';
import { PeriodInput } from './period-input.tsx';
import css from './report-form.module.css';

export interface ReportFormProps {
  search: ReportSearch & { period: string };
  sites: readonly SiteRow[];
  /** "2026-11-26" where the province is. */
  today: string;
  onChange: (change: ReportSearch) => void;
}

export function ReportForm({ search, sites, today, onChange }: ReportFormProps) {
  const { t } = useTranslation();
  const words = useReportWords();
  const units = useMemo(() => unitChoices(sites), [sites]);
  const kind = kindOfPeriod(search.period) ?? 'month';
  return (
    <search className={css.form} aria-label={t('reports.choice')}>
      <NativeSelect
        label={t('reports.by')}
        value={search.by ?? 'site'}
        onChange={(event) => onChange({ by: GROUPINGS.find((each) => each === event.currentTarget.value) })}
        data={GROUPINGS.map((value) => ({ value, label: words.grouping[value] }))}
      />
      <NativeSelect
        label={t('reports.periodKind')}
        value={kind}
        onChange={(event) => {
          const chosen = PERIOD_KINDS.find((each) => each === event.currentTarget.value) ?? 'month';
          onChange({ period: periodOn(chosen, today) });
        }}
        data={PERIOD_KINDS.map((value) => ({ value, label: t(`reports.periods.${value}`) }))}
      />
      <div className={css.period} data-wide={kind === 'range'}>
        <PeriodInput
          key={kind}
          kind={kind}
          period={search.period}
          onChange={(period) => onChange({ period })}
        />
        <ActionIcon.Group>
          {([-1, 1] as const).map((by) => {
            const label = t(by === -1 ? 'reports.earlier' : 'reports.later');
            return (
              <ActionIcon
                key={by}
                variant="default"
                size={36}
                aria-label={label}
                title={label}
                onClick={() => onChange({ period: shiftPeriod(search.period, by) })}
              >
                <Icon name={by === -1 ? 'back' : 'forward'} size={16} />
              </ActionIcon>
            );
          })}
        </ActionIcon.Group>
      </div>
      <NativeSelect
        label={words.hours_label}
        value={search.hours ?? 'all'}
        onChange={(event) => onChange({ hours: HOURS.find((each) => each === event.currentTarget.value) })}
        data={HOURS.map((value) => ({ value, label: t(`reports.hours.${value}`) }))}
      />
      <NativeSelect
        label={words.aggregation_label}
        value={search.aggregate ?? ''}
        onChange={(event) =>
          onChange({ aggregate: AGGREGATIONS.find((each) => each === event.currentTarget.value) })
        }
        data={[
          { value: '', label: t('reports.asConfigured') },
          ...AGGREGATIONS.map((value) => ({ value, label: words.aggregation[value] })),
        ]}
      />
      <NativeSelect
        label={words.unit}
        value={search.unit ?? ''}
        onChange={(event) => onChange({ unit: event.currentTarget.value || undefined })}
        data={[{ value: '', label: t('map.wholeProvince') }, ...units]}
      />
      <TextInput
        type="date"
        label={words.units_as_of}
        value={search.unitsAsOf ?? ''}
        onChange={(event) => onChange({ unitsAsOf: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="datetime-local"
        label={words.as_of}
        value={search.asOf ?? ''}
        onChange={(event) => onChange({ asOf: event.currentTarget.value || undefined })}
      />
    </search>
  );
}
