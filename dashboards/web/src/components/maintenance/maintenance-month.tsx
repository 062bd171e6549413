/** A month of maintenance: what is planned on each day. On a telephone, the days that have something. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OccurrenceRow } from '../../../../../collector/api/types/maintenance.ts';
import { useFormat, useNow } from '../../i18n/use-format.ts';
import { byDay, monthDays } from '../../lib/month-grid.ts';
import { WEEKDAYS } from '../../lib/rrule-form.ts';
import { MINUTE } from '../../lib/time.ts';
import { fromLocal, toLocalDay } from '../../lib/zoned.ts';
import { Nothing } from '../parts/panel.tsx';
import css from './maintenance-month.module.css';

/** More on one day are counted; the list has all. */
const MAX_SHOWN = 4;

export interface MaintenanceMonthProps {
  /** "2026-11". */
  month: string;
  occurrences: readonly OccurrenceRow[];
}

export function MaintenanceMonth({ month, occurrences }: MaintenanceMonthProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(MINUTE);
  const today = toLocalDay(now, format.timeZone);
  const days = monthDays(month);
  const onDay = byDay(days, occurrences, (day) => fromLocal(day, format.timeZone) ?? 0);
  const weeks = Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
  const isEmpty = days.every((day) => !day.startsWith(month) || (onDay.get(day)?.length ?? 0) === 0);
  return (
    <>
      <table className={css.month}>
        <thead>
          <tr>
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col" abbr={t(`maintenance.weekday.${day}`)}>
                {t(`maintenance.weekday.${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const found = onDay.get(day) ?? [];
                return (
                  <td
                    key={day}
                    data-other={!day.startsWith(month)}
                    data-today={day === today}
                    data-empty={found.length === 0}
                  >
                    <span className={css.day}>
                      <span className={css.weekday}>
                        {t(`maintenance.weekday.${WEEKDAYS[week.indexOf(day)] ?? 'MO'}`)}{' '}
                      </span>
                      {dayNumber(day)}
                      <span className={css.ofMonth}>/{Number(day.slice(5, 7))}</span>
                      {day === today && <span className={css.today}> {t('maintenance.today')}</span>}
                    </span>
                    <ul>
                      {found.slice(0, MAX_SHOWN).map((occurrence) => (
                        <Occurrence
                          key={`${occurrence.window} ${occurrence.from}`}
                          occurrence={occurrence}
                          day={day}
                          now={now}
                        />
                      ))}
                      {found.length > MAX_SHOWN && (
                        <li className={css.more}>
                          {t('maintenance.more', { count: found.length - MAX_SHOWN })}
                        </li>
                      )}
                    </ul>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {isEmpty && <Nothing>{t('maintenance.noneInMonth')}</Nothing>}
    </>
  );
}

const dayNumber = (day: string) => Number(day.slice(8));

interface OccurrenceProps {
  occurrence: OccurrenceRow;
  day: string;
  now: number;
}

function Occurrence({ occurrence, day, now }: OccurrenceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { window, scopeName, note, from, to } = occurrence;
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const isActive = fromMs <= now && now < toMs;
  const standing = isActive ? 'active' : toMs <= now ? 'over' : 'coming';
  const begins = toLocalDay(fromMs, format.timeZone) === day;
  const ends = toLocalDay(toMs - 1, format.timeZone) === day;
  const times = `${format.moment(fromMs, now)} – ${format.moment(toMs, now)}`;
  return (
    <li>
      <Link
        to="/maintenance"
        search={(last) => ({ ...last, window })}
        resetScroll={false}
        className={css.chip}
        data-standing={standing}
        title={`${scopeName}: ${note} (${times})`}
      >
        <span className={css.time}>
          {begins ? format.time(fromMs) : ends ? `– ${format.time(toMs)}` : '…'}
        </span>
        {isActive && <b>{t('maintenance.active')} · </b>}
        {scopeName}
      </Link>
    </li>
  );
}
