/** What several dashboards have in common. Pure. */
import type { PanelSpec, ValueWord, VariableSpec } from './grafana.ts';

/** The inventory is written every 5 minutes; a collector that stood still for a night does not empty the menus. */
const RECENT = 'time > now() - 1d';
/** `name (id)`, as the collector writes it. */
const CHOICE = '/^(?<text>.*) \\((?<value>[^()]*)\\)$/';

/** The last word of each member of the inventory, and what of these there is. */
const distinct = (field: string, measurement: string, key: string, where = '') =>
  `SELECT DISTINCT("${field}") FROM (SELECT LAST("${field}") AS "${field}" FROM "${measurement}" ` +
  `WHERE ${RECENT}${where} GROUP BY "${key}")`;
const choices = (measurement: string, key: string, where: string) =>
  `SELECT LAST("choice") FROM "${measurement}" WHERE ${RECENT}${where} GROUP BY "${key}"`;

const IN_DISTRICT = ' AND "district" =~ /^$district$/';
const IN_UNITS = `${IN_DISTRICT} AND "commune" =~ /^$commune$/`;

export const DISTRICT: VariableSpec = {
  name: 'district',
  label: 'Địa bàn',
  query: distinct('district', 'site_info', 'site'),
  multi: true,
};
export const COMMUNE: VariableSpec = {
  name: 'commune',
  label: 'Xã, phường',
  query: distinct('commune', 'site_info', 'site', IN_DISTRICT),
  multi: true,
};
export const siteVariable = (multi: boolean): VariableSpec => ({
  name: 'site',
  label: 'Điểm kết nối',
  query: choices('site_info', 'site', IN_UNITS),
  regex: CHOICE,
  multi,
});
export const ROOM: VariableSpec = {
  name: 'room',
  label: 'Điểm cầu',
  query: choices('room_info', 'room', IN_DISTRICT),
  regex: CHOICE,
  multi: true,
};
export const CARRIER: VariableSpec = {
  name: 'carrier',
  label: 'Nhà mạng',
  query: distinct('carrier', 'line_info', 'line', IN_DISTRICT),
  multi: true,
};
export const LINE: VariableSpec = {
  name: 'line',
  label: 'Đường truyền',
  query: choices('line_info', 'line', `${IN_DISTRICT} AND "carrier" =~ /^$carrier$/`),
  regex: CHOICE,
  multi: true,
};

/** In the order of `state_code`. */
export const STATE_WORDS: readonly ValueWord[] = [
  { value: '0', text: 'Hoạt động', color: 'green' },
  { value: '1', text: 'Suy giảm', color: 'yellow' },
  { value: '2', text: 'Mất kết nối', color: 'red' },
  { value: '3', text: 'Không tới được', color: 'orange' },
  { value: '4', text: 'Không rõ', color: 'text' },
];
export const YES_NO = (yes: string, no: string, yesColor: string, noColor: string): readonly ValueWord[] => [
  { value: 'true', text: yes, color: yesColor },
  { value: 'false', text: no, color: noColor },
];

/** What is written every 5 minutes and when it changes. */
export const INVENTORY_STEP = '5m';

type Chart = Omit<PanelSpec, 'type' | 'height' | 'width'> & Partial<Pick<PanelSpec, 'height' | 'width'>>;

export const chart = (panel: Chart): PanelSpec => ({ type: 'timeseries', width: 12, height: 8, ...panel });
export const table = (panel: Chart): PanelSpec => ({ type: 'table', width: 12, height: 8, ...panel });
export const stat = (panel: Chart): PanelSpec => ({ type: 'stat', width: 12, height: 4, ...panel });
export const timeline = (panel: Chart): PanelSpec => ({
  ...{ type: 'state-timeline', width: 24, height: 10 },
  ...panel,
});

/** A field over time: one value a step and group. */
export function over(options: {
  readonly measurement: string;
  /** `MEAN("rtt_avg_ms")` */
  readonly of: string;
  readonly where?: string;
  /** Tags. */
  readonly by?: readonly string[];
}): string {
  const { measurement, of, where, by = [] } = options;
  const groups = ['time($__interval)', ...by.map((tag) => `"${tag}"`)].join(', ');
  const condition = where === undefined ? '' : ` AND ${where}`;
  return `SELECT ${of} FROM "${measurement}" WHERE $timeFilter${condition} GROUP BY ${groups} fill(none)`;
}

/** The last value of the range, one a group. */
export function last(options: {
  readonly measurement: string;
  readonly fields: readonly string[];
  readonly where?: string;
  readonly by: readonly string[];
}): string {
  const { measurement, fields, where, by } = options;
  const columns = fields.map((field) => `LAST("${field}") AS "${field}"`).join(', ');
  const condition = where === undefined ? '' : ` AND ${where}`;
  return (
    `SELECT ${columns} FROM "${measurement}" WHERE $timeFilter${condition} ` +
    `GROUP BY ${by.map((tag) => `"${tag}"`).join(', ')}`
  );
}

/** Growth of a counter, a second. */
export const rateOf = (field: string) => `NON_NEGATIVE_DERIVATIVE(LAST("${field}"), 1s)`;

export const OF_SITES = '"site" =~ /^$site$/';
export const REACH = `"role" = 'reach' AND ${OF_SITES}`;
