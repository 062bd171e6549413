/** How often a window comes again. */
import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTooLong } from '../../i18n/use-too-long.ts';
import { ORDINALS, REPEATS, type RuleForm, WEEKDAYS } from '../../lib/rrule-form.ts';
import { MOST } from '../../lib/typed.ts';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/NumberInput.css';
import css from '../maintenance/maintenance-form.module.css';
import { ordinalKey } from './use-rule-words.ts';

export interface RuleFieldsProps {
  rule: RuleForm;
  error: string | undefined;
  onChange: (rule: RuleForm) => void;
}

export function RuleFields({ rule, error, onChange }: RuleFieldsProps) {
  const { t } = useTranslation();
  const tooLong = useTooLong();
  const change = (part: Partial<RuleForm>) => onChange({ ...rule, ...part });
  const { repeat } = rule;
  const isWorded = repeat !== 'once' && repeat !== 'custom';
  const unit = repeat === 'daily' ? 'days' : repeat === 'weekly' ? 'weeks' : 'months';
  return (
    <div className={css.rule}>
      <NativeSelect
        label={t('maintenance.recurrence')}
        value={repeat}
        error={isWorded ? error : undefined}
        onChange={(event) =>
          change({ repeat: REPEATS.find((each) => each === event.currentTarget.value) ?? 'once' })
        }
        data={REPEATS.map((value) => ({ value, label: t(`maintenance.repeat.${value}`) }))}
      />
      {isWorded && (
        <NumberInput
          label={t(`maintenance.interval.${unit}`)}
          min={1}
          max={100}
          allowDecimal={false}
          value={rule.interval}
          onChange={(value) => change({ interval: Math.max(1, Number(value) || 1) })}
        />
      )}
      {repeat === 'weekly' && (
        <Checkbox.Group
          className={css.wide}
          label={t('maintenance.onWeekdays')}
          value={[...rule.weekdays]}
          onChange={(days) => change({ weekdays: WEEKDAYS.filter((day) => days.includes(day)) })}
        >
          <div className={css.weekdays}>
            {WEEKDAYS.map((day) => (
              <Checkbox key={day} value={day} label={t(`maintenance.weekday.${day}`)} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {repeat === 'monthly' && (
        <NumberInput
          label={t('maintenance.monthDay')}
          min={1}
          max={31}
          allowDecimal={false}
          value={rule.monthDay}
          onChange={(value) => change({ monthDay: Math.max(1, Number(value) || 1) })}
        />
      )}
      {repeat === 'monthlyWeekday' && (
        <>
          <NativeSelect
            label={t('maintenance.which')}
            value={String(rule.ordinal)}
            onChange={(event) => change({ ordinal: Number(event.currentTarget.value) })}
            data={ORDINALS.map((each) => ({
              value: String(each),
              label: t(`maintenance.ordinal.${ordinalKey(each)}`),
            }))}
          />
          <NativeSelect
            label={t('maintenance.weekdayLabel')}
            value={rule.weekday}
            onChange={(event) =>
              change({ weekday: WEEKDAYS.find((each) => each === event.currentTarget.value) ?? 'SA' })
            }
            data={WEEKDAYS.map((value) => ({ value, label: t(`maintenance.weekday.${value}`) }))}
          />
        </>
      )}
      {isWorded && (
        <TextInput
          type="date"
          label={t('maintenance.until')}
          value={rule.until}
          onChange={(event) => change({ until: event.currentTarget.value })}
        />
      )}
      {repeat === 'custom' && (
        <TextInput
          className={css.wide}
          label={t('maintenance.customRule')}
          description={t('maintenance.customHelp')}
          value={rule.text}
          error={error ?? tooLong(rule.text, MOST.recurrenceRule)}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
