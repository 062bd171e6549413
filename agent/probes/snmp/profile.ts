/** Which profile a device has, what it is asked for, and what its answers mean. Pure. */
import type { InterfaceColumn } from '../../../model/interface-columns.ts';
import type { FieldValue } from '../../../model/point.ts';
import type { ObjectReference, Profile, ScalarMetric, TableMetric } from '../../../model/profile.ts';
import { BASE_PROFILE } from '../../../model/profile.ts';
import type { SnmpValue } from './codec/pdu.ts';
import { dateAndTime } from './date-and-time.ts';
import { macAddress } from './discovery-addresses.ts';
import { toInteger, toText } from './values.ts';
import type { Columns } from './walk.ts';

export type Metric = ScalarMetric | TableMetric;

/** A field of a measurement and where it may come from, the nearest profile's metric first. */
export interface FieldSources {
  readonly measurement: string;
  readonly field: string;
  readonly sources: readonly Metric[];
}

export interface ResolvedProfile {
  /** The chosen profile and its ancestors. */
  readonly names: readonly string[];
  readonly fields: readonly FieldSources[];
  /** As the nearest of them has it that says so. */
  readonly interfaceColumns?: readonly InterfaceColumn[];
}

export function isTable(metric: Metric): metric is TableMetric {
  return 'aggregate' in metric;
}

/** The profile with the longest matching prefix; `base` when no other matches. */
export function chooseProfile(
  profiles: readonly Profile[],
  sysObjectId: string | undefined,
): Profile | undefined {
  let best = profiles.find(({ name }) => name === BASE_PROFILE);
  let bestLength = 0;
  for (const profile of profiles) {
    for (const prefix of profile.match?.sys_object_id ?? []) {
      if (sysObjectId !== prefix && !sysObjectId?.startsWith(`${prefix}.`)) continue;
      // Digits do not count: 1.3.6.1.4.1.2636 is no nearer than 1.3.6.1.4.1.9.1.
      const length = prefix.split('.').length;
      if (length <= bestLength) continue;
      best = profile;
      bestLength = length;
    }
  }
  return best;
}

/** The chosen profile and what it inherits. A parent that is missing or comes again ends the line. */
export function resolveProfile(
  profiles: readonly Profile[],
  sysObjectId: string | undefined,
): ResolvedProfile {
  const line: Profile[] = [];
  let next = chooseProfile(profiles, sysObjectId);
  while (next && !line.includes(next)) {
    line.push(next);
    const parent: string | undefined = next.extends;
    next = profiles.find(({ name }) => name === parent);
  }
  const fields = new Map<string, { measurement: string; field: string; sources: Metric[] }>();
  for (const metric of line.flatMap(({ scalars, tables }): Metric[] => [
    ...(scalars ?? []),
    ...(tables ?? []),
  ])) {
    const { measurement, field } = metric;
    const key = `${measurement} ${field}`;
    const entry = fields.get(key) ?? { measurement, field, sources: [] };
    entry.sources.push(metric);
    fields.set(key, entry);
  }
  const interfaceColumns = line.find((profile) => profile.interface_columns)?.interface_columns;
  return {
    names: line.map(({ name }) => name),
    fields: [...fields.values()],
    ...(interfaceColumns && { interfaceColumns }),
  };
}

/** The instance of a scalar. */
export function instanceOf(oid: string): string {
  return `${oid}.0`;
}

/** Columns that say which rows count and how; they do not change while the device runs. */
export function selectingColumns(metric: TableMetric): string[] {
  const { sensor } = metric;
  return [
    ...(metric.where ?? []).map(({ oid }) => oid),
    ...(sensor ? [sensor.scale.oid, sensor.precision.oid] : []),
  ];
}

/** Objects that the value is made of. */
export function valueObjects(metric: Metric): string[] {
  const parts: ObjectReference[] = [metric, ...(metric.minus ?? []), ...(metric.percent_of ?? [])];
  return [...new Set(parts.map(({ oid }) => oid))];
}

/** A row of a table that counts, and the power of ten that its value is multiplied by. */
export interface Row {
  readonly index: string;
  readonly factor: number;
}

/** The rows that pass the filters and have a value, in the table's order. */
export function rowsOf(metric: TableMetric, columns: Columns): Row[] {
  const indexes = [...(columns.get(metric.oid)?.keys() ?? [])];
  return indexes.flatMap((index): Row[] => {
    const cell = (oid: string) => columns.get(oid)?.get(index);
    const passes = (metric.where ?? []).every((filter) => {
      const text = asText(cell(filter.oid));
      if (text === undefined) return false;
      if (filter.matches !== undefined) return new RegExp(filter.matches, 'i').test(text);
      return [filter.equals].flat().some((wanted) => String(wanted) === text);
    });
    const factor = sensorFactor(metric, cell);
    return passes && factor !== undefined ? [{ index, factor }] : [];
  });
}

/** EntitySensorDataScale units(9); a step is a factor of 1000 (RFC 3433 section 4). */
const SCALE_UNITS = 9;

function sensorFactor(metric: TableMetric, cell: (oid: string) => SnmpValue | undefined): number | undefined {
  if (!metric.sensor) return 1;
  const scale = toInteger(cell(metric.sensor.scale.oid));
  const precision = toInteger(cell(metric.sensor.precision.oid));
  if (scale === undefined || precision === undefined) return undefined;
  return 10 ** ((Number(scale) - SCALE_UNITS) * 3 - Number(precision));
}

function asText(value: SnmpValue | undefined): string | undefined {
  return toText(value) ?? toInteger(value)?.toString();
}

/** The value of an object of the row or of the scalar, by the object's OID. */
export type Cell = (oid: string) => SnmpValue | undefined;

/** Whether its value is a text: an empty one says nothing, and stays so. */
export function isText({ type }: Metric): boolean {
  return type === 'text' || type === 'mac' || type === 'date';
}

function textFrom(type: Metric['type'], value: SnmpValue | undefined): string | undefined {
  if (type === 'text') return asText(value);
  const octets = Buffer.isBuffer(value) ? value : undefined;
  return type === 'mac' ? macAddress(octets) : dateAndTime(octets);
}

/** A scalar, or one row of a table. @returns `undefined`: the device has no such value. */
export function valueFrom(metric: Metric, cell: Cell, factor = 1): FieldValue | undefined {
  const found = cell(metric.oid);
  if (isText(metric)) return textFrom(metric.type, found) || undefined;
  const integer = toInteger(found);
  if (metric.type === 'enum') return integer === undefined ? undefined : metric.map?.[integer.toString()];
  if (metric.type === 'counter') return integer;
  const number = integer === undefined ? Number.NaN : Number(integer);
  const result = scaled(metric, number, cell, factor);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = metric.valid ?? {};
  return Number.isFinite(result) && result >= min && result <= max ? result : undefined;
}

const TICKS_PER_SECOND = 100;
const PERCENT = 100;

/** NaN where a part is missing. */
function scaled(metric: Metric, number: number, cell: Cell, factor: number): number {
  const partOf = ({ oid }: ObjectReference) => {
    const part = toInteger(cell(oid));
    return part === undefined ? Number.NaN : Number(part);
  };
  const sum = (parts: readonly ObjectReference[]) => parts.reduce((total, part) => total + partOf(part), 0);
  let value = number - sum(metric.minus ?? []);
  if (metric.percent_of) value *= PERCENT / sum(metric.percent_of);
  if (metric.type === 'ticks') value /= TICKS_PER_SECOND;
  return value * factor * (metric.scale ?? 1) + (metric.offset ?? 0);
}

/** The rows of a table into one value. */
export function aggregate(metric: TableMetric, values: readonly FieldValue[]): FieldValue | undefined {
  if (metric.aggregate === 'any') return values.length > 0;
  if (metric.aggregate === 'first') return values[0];
  const numbers = values.flatMap((value) =>
    typeof value === 'number' || typeof value === 'bigint' ? Number(value) : [],
  );
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  switch (metric.aggregate) {
    case 'max':
      return numbers.reduce((most, number) => Math.max(most, number));
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
  }
}
