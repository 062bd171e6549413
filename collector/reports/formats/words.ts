/** How figures of a report are written for people. Pure. */
import type { Language } from '../../../config/messages.ts';
import { formatTime } from '../../../config/messages.ts';
import type { Definition, ReportHeader, ReportRow } from '../report.ts';
import type { Reader } from './format.ts';

/** Four digits tell apart the availabilities that contracts name. */
const PERCENT_DIGITS = 3;

/** `99,123 %`; never rounded up to 100. */
export function percent(ratio: number | null, language: Language): string {
  if (ratio === null) return '–';
  const scale = 10 ** (PERCENT_DIGITS + 2);
  const shown = (ratio < 1 ? Math.floor(ratio * scale) : scale) / (scale / 100);
  const text = shown.toFixed(PERCENT_DIGITS);
  return `${language === 'vi' ? text.replace('.', ',') : text} %`;
}

/** The two largest units: `2 ngày 3 giờ`, `4 phút 10 giây`. */
export function duration(ms: number | null, { t }: Reader): string {
  if (ms === null) return '–';
  const seconds = Math.round(ms / 1_000);
  if (seconds === 0 && ms > 0) return `<1 ${t('report.duration.s')}`;
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${t(`report.duration.${unit}`)}`)
    .join(' ');
}

/** Time of outages of a row. */
export function outageMs({ time }: ReportRow): number {
  return time.downMs + time.unreachableMs;
}

/** The target in percent as contracts write it. */
export function targetText({ target }: ReportRow, language: Language): string {
  if (!target || target.percent === null) return '–';
  const text = String(target.percent);
  return `${language === 'vi' ? text.replace('.', ',') : text} %`;
}

/** What a report says of itself: label and text. */
export function headerLines(header: ReportHeader, { language, t }: Reader): [label: string, text: string][] {
  const time = (ms: number) => formatTime(ms, language, header.timeZone);
  const range = t('report.period_text', { from: time(header.fromMs), to: time(header.toMs) });
  const partial = header.isPartial ? `; ${t('report.partial')}` : '';
  const { unit } = header;
  return [
    [t('report.period'), `${header.period} (${range}${partial}; ${header.timeZone})`],
    [t('report.as_of'), time(header.asOfMs)],
    [t('report.units_as_of'), header.unitsAsOf],
    ...(unit ? [[t('report.unit'), `${unit.name} (${unit.code})`] as [string, string]] : []),
    [t('report.hours_label'), t(`report.hours.${header.hours}`, { hours: header.serviceHours })],
    [t('report.aggregation_label'), t(`report.aggregation.${header.aggregation}`)],
  ];
}

/** One definition in words, with the figures of this report in it. */
export function definitionText(definition: Definition, header: ReportHeader, reader: Reader): string {
  return reader.t(`report.definition.${definition}`, { minimum: duration(header.minOutageMs, reader) });
}
