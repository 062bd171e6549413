/** What is asked of a report, checked and completed from the configuration. */
import { UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { Translate } from '../../config/messages.ts';
import type { DailyHours } from '../../model/daily-hours.ts';
import type { Period } from '../../model/period.ts';
import { dayOf, parsePeriod } from '../../model/period.ts';
import type { ServiceHours } from '../../model/service-hours.ts';
import type { MembersWanted } from './members.ts';
import type { Aggregation, Grouping, Hours } from './report.ts';

/** As it comes from a command line or a query. */
export interface UptimeQuery {
  readonly by: Grouping;
  readonly period: string;
  readonly hours: Hours;
  /** Epoch milliseconds; `undefined`: now. */
  readonly asOfMs?: number | undefined;
  readonly unitsAsOf?: string | undefined;
  /** Code of a unit. */
  readonly unit?: string | undefined;
  readonly aggregation?: Aggregation | undefined;
}

/** What every report is asked for, whatever it is about. */
export interface RequestedPeriod {
  readonly title: string;
  readonly demonstration: boolean;
  readonly periodText: string;
  /** Up to the moment of knowledge where it has not ended. */
  readonly period: Period;
  readonly isPartial: boolean;
  readonly timeZone: string;
  readonly asOfMs: number;
  readonly minOutageMs: number;
  /** Without evidence for this long nobody is looking. */
  readonly silenceMs: number;
}

export interface UptimeRequest extends MembersWanted, RequestedPeriod {
  readonly totalName: string;
  readonly grouping: Grouping;
  readonly hours: Hours;
  readonly serviceHours: ServiceHours;
  readonly serviceHoursText: string;
  readonly aggregation: Aggregation;
}

/**
 * @param nowMs epoch milliseconds.
 * @throws UserError for a period that is none, is inverted or has not begun, and for knowledge of the future.
 */
export function requestedPeriod(
  query: { readonly period: string; readonly asOfMs?: number | undefined },
  config: LoadedConfig,
  nowMs: number,
): RequestedPeriod {
  const { title, demonstration, time_zone: timeZone, reports, states } = config.installation;
  const period = parsePeriod(query.period, timeZone);
  if (period === 'not_a_period') throw new UserError('report_period', { value: query.period });
  if (period === 'inverted') throw new UserError('report_inverted', { value: query.period });
  const asOfMs = query.asOfMs ?? nowMs;
  const iso = (ms: number) => new Date(ms).toISOString();
  if (asOfMs > nowMs) throw new UserError('report_as_of', { at: iso(asOfMs) });
  if (period.fromMs >= asOfMs) throw new UserError('report_future', { value: query.period, at: iso(asOfMs) });
  const toMs = Math.min(period.toMs, asOfMs);
  return {
    title,
    demonstration,
    periodText: query.period,
    period: { fromMs: period.fromMs, toMs },
    isPartial: toMs < period.toMs,
    timeZone,
    asOfMs,
    minOutageMs: reports.min_outage,
    silenceMs: states.silence,
  };
}

/**
 * @param nowMs epoch milliseconds.
 * @throws UserError as `requestedPeriod` does, and for a day of units that is none.
 */
export function uptimeRequest(
  query: UptimeQuery,
  config: LoadedConfig,
  nowMs: number,
  t: Translate,
): UptimeRequest {
  const requested = requestedPeriod(query, config, nowMs);
  const { reports, units_as_of } = config.installation;
  const { unitsAsOf } = query;
  if (unitsAsOf !== undefined && !isDay(unitsAsOf, requested.timeZone))
    throw new UserError('report_day', { value: unitsAsOf });
  const { days, hours } = reports.service_hours;
  return {
    ...requested,
    totalName: t('report.total'),
    grouping: query.by,
    hours: query.hours,
    serviceHours: { weekdays: new Set(days), daily: hours, specialDays: config.specialDays },
    serviceHoursText: serviceHoursText(days, hours, t),
    aggregation: query.aggregation ?? reports.aggregation,
    weight: reports.weight,
    unitsWritten: config.unitsAsOf,
    // The installation's own day, else the units that were valid when the period ended.
    unitsAsOf: unitsAsOf ?? units_as_of ?? dayOf(requested.period.toMs - 1, requested.timeZone),
    unit: query.unit,
    nameOfClass: (siteClass) => t(`report.class.${siteClass}`),
  };
}

function isDay(text: string, timeZone: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && typeof parsePeriod(text, timeZone) === 'object';
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

function serviceHoursText(
  days: readonly number[],
  { fromMinute, toMinute }: DailyHours,
  t: Translate,
): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const names = WEEKDAYS.filter((_, index) => days.includes(index + 1)).map((day) =>
    t(`report.weekday.${day}`),
  );
  return `${names.join(', ')} ${clock(fromMinute)}-${clock(toMinute)}`;
}
