/** A recurrence in words. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { formOf } from '../../lib/rrule-form.ts';

/** "Hằng tuần, thứ Bảy, đến 31/12/2026"; rules that the form has no words for are given as they are. */
export function useRuleWords(): (rrule: string | null) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (rrule) => {
    const { repeat, interval, weekdays, monthDay, ordinal, weekday, until, text } = formOf(
      rrule,
      format.timeZone,
    );
    if (repeat === 'once') return t('maintenance.repeat.once');
    if (repeat === 'custom') return text;
    const unit = repeat === 'daily' ? 'days' : repeat === 'weekly' ? 'weeks' : 'months';
    const words = [
      interval === 1
        ? t(`maintenance.everyOne.${unit}`)
        : t(`maintenance.every.${unit}`, { count: interval }),
    ];
    if (repeat === 'weekly' && weekdays.length > 0)
      words.push(weekdays.map((day) => t(`maintenance.weekday.${day}`)).join(', '));
    if (repeat === 'monthly') words.push(t('maintenance.onDay', { day: monthDay }));
    if (repeat === 'monthlyWeekday')
      words.push(
        t('maintenance.onWeekday', {
          ordinal: t(`maintenance.ordinal.${ordinalKey(ordinal)}`),
          weekday: t(`maintenance.weekday.${weekday}`),
        }),
      );
    if (until !== '')
      words.push(t('maintenance.untilDay', { day: format.date(Date.parse(`${until}T05:00Z`)) }));
    return words.join(', ');
  };
}

/** Which of the catalogue's words is meant by 1, 2, 3, 4, -1. */
export function ordinalKey(ordinal: number): 'first' | 'second' | 'third' | 'fourth' | 'last' {
  const keys = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth' } as const;
  return keys[ordinal as keyof typeof keys] ?? 'last';
}
