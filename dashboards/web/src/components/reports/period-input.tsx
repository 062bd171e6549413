/** One period of a kind. What is typed is kept until it is a period: half a year number is nobody's wish. */
import { NativeSelect, TextInput } from '@mantine/core';
import { type ChangeEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { kindOfPeriod, type PeriodKind, rangeParts } from '../../lib/report-period.ts';
import css from './report-form.module.css';

export interface PeriodInputProps {
  kind: PeriodKind;
  period: string;
  onChange: (period: string) => void;
}

export function PeriodInput({ kind, period, onChange }: PeriodInputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(period);
  useEffect(() => setTyped(period), [period]);
  const type = (text: string) => {
    setTyped(text);
    if (kindOfPeriod(text) === kind) onChange(text);
  };
  const onText = (event: ChangeEvent<HTMLInputElement>) => type(event.currentTarget.value);
  const label = t(`reports.periods.${kind}`);
  switch (kind) {
    case 'day':
      return <TextInput type="date" label={label} value={typed} onChange={onText} />;
    case 'week':
    case 'month':
      return <TextInput type={kind} label={label} value={typed} onChange={onText} />;
    case 'year':
      return <TextInput inputMode="numeric" label={label} value={typed} maxLength={4} onChange={onText} />;
    case 'quarter':
      return <PartOfYear label={label} letter="Q" parts={4} typed={typed} onType={type} />;
    case 'half':
      return <PartOfYear label={label} letter="H" parts={2} typed={typed} onType={type} />;
    case 'range': {
      const { from, to } = rangeParts(typed);
      return (
        <div className={css.range}>
          <TextInput
            type="date"
            label={t('reports.from')}
            value={from}
            onChange={(event) => type(`${event.currentTarget.value}..${to}`)}
          />
          <TextInput
            type="date"
            label={t('reports.to')}
            value={to}
            onChange={(event) => type(`${from}..${event.currentTarget.value}`)}
          />
        </div>
      );
    }
  }
}

interface PartOfYearProps {
  label: string;
  letter: 'Q' | 'H';
  parts: number;
  typed: string;
  onType: (text: string) => void;
}

function PartOfYear({ label, letter, parts, typed, onType }: PartOfYearProps) {
  const { t } = useTranslation();
  const [year = '', part = '1'] = typed.split(`-${letter}`);
  return (
    <div className={css.range}>
      <NativeSelect
        label={label}
        value={part}
        onChange={(event) => onType(`${year}-${letter}${event.currentTarget.value}`)}
        data={Array.from({ length: parts }, (_, index) => String(index + 1))}
      />
      <TextInput
        inputMode="numeric"
        label={t('reports.periods.year')}
        value={year}
        maxLength={4}
        onChange={(event) => onType(`${event.currentTarget.value}-${letter}${part}`)}
      />
    </div>
  );
}
