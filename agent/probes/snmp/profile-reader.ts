/**
 * Asks a device for what its profile names. What it has is learnt by walking when it or we start, five minutes later,
 * and every hour; in between a round is a few GETs of exactly that.
 */
import type { InterfaceColumn } from '../../../model/interface-columns.ts';
import type { FieldValue } from '../../../model/point.ts';
import type { Profile, TableMetric } from '../../../model/profile.ts';
import type { SnmpValue } from './codec/pdu.ts';
import { SYSTEM } from './oids.ts';
import type { Cell, FieldSources, Metric, ResolvedProfile, Row } from './profile.ts';
import {
  aggregate,
  instanceOf,
  isTable,
  isText,
  resolveProfile,
  rowsOf,
  selectingColumns,
  valueFrom,
  valueObjects,
} from './profile.ts';
import { toInteger } from './values.ts';
import type { Column, Columns, RowReader } from './walk.ts';
import { walkColumns } from './walk.ts';

/** What reading needs of an SNMP client. */
export interface DeviceReader extends RowReader {
  get(oids: readonly string[]): Promise<Map<string, SnmpValue>>;
}

export type Fields = Record<string, FieldValue>;
/** Measurement -> its fields. */
export type Readings = ReadonlyMap<string, Fields>;

/** SNMPv2-MIB (RFC 3418). */
const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
/** An object that a device did not have may come with a module or a licence. */
const LEARN_AGAIN_MS = 3_600_000;
/** One that has only just started lacks what it takes an average for: Net-SNMP its processors, for a minute. */
const LEARN_AFTER_START_MS = 300_000;
/** Values of one GET: the answer stays below an Ethernet frame. */
const VALUES_PER_GET = 40;
/** Rows of one table that a round asks for: more processors or sensors tell nothing more. */
const MAX_ROWS = 256;
/** The values that exist, in as few GETs as fit. */
export async function getAll(reader: DeviceReader, oids: readonly string[]): Promise<Map<string, SnmpValue>> {
  const found = new Map<string, SnmpValue>();
  for (let start = 0; start < oids.length; start += VALUES_PER_GET) {
    const part = await reader.get(oids.slice(start, start + VALUES_PER_GET));
    for (const [oid, value] of part) found.set(oid, value);
  }
  return found;
}

/** Column -> row -> value, filled as columns are asked for. */
type Walked = Map<string, Column>;

/** Where a field comes from on this device. */
interface Planned {
  readonly metric: Metric;
  /** Of a steady table. */
  readonly rows: readonly Row[];
}

interface Plan {
  readonly planned: readonly Planned[];
  /** Everything that a round asks for by GET. */
  readonly oids: readonly string[];
}

export class ProfileReader {
  readonly #reader: DeviceReader;
  readonly #profiles: () => readonly Profile[];
  readonly #maxRepetitions: number;
  readonly #now: () => number;
  readonly #changeMarks: readonly string[];
  #known: readonly Profile[] | undefined;
  #resolved: ResolvedProfile = { names: [], fields: [] };
  #plan: Plan = { planned: [], oids: [] };
  #learnNextMs = Number.NEGATIVE_INFINITY;
  #sysObjectId: string | undefined;
  /** Those that the device has. */
  #marks: readonly string[] = [];
  #marksRead = '';
  /** Of the device, or of other profiles. */
  #starts = 0;

  constructor(options: {
    reader: DeviceReader;
    /** Another list means that the profiles have changed. */
    profiles: () => readonly Profile[];
    maxRepetitions: number;
    /** Milliseconds. */
    now: () => number;
    /** Objects whose change means that the device is worth another look; asked for with the others. */
    changeMarks?: readonly string[];
  }) {
    this.#reader = options.reader;
    this.#profiles = options.profiles;
    this.#maxRepetitions = options.maxRepetitions;
    this.#now = options.now;
    this.#changeMarks = options.changeMarks ?? [];
  }

  /** The device's profile and its ancestors; empty before the first reading. */
  get names(): readonly string[] {
    return this.#resolved.names;
  }

  /**
   * Columns of IF-MIB that the profile wants read; `undefined` where it does not say.
   * @throws when the device does not answer; it is only asked before the first reading, where a profile has any.
   */
  async interfaceColumns(): Promise<readonly InterfaceColumn[] | undefined> {
    if (this.#known) return this.#resolved.interfaceColumns;
    const profiles = this.#profiles();
    if (!profiles.some(({ interface_columns }) => interface_columns)) return undefined;
    const answer = await this.#reader.get([SYS_OBJECT_ID]);
    return resolveProfile(profiles, oidOf(answer.get(SYS_OBJECT_ID))).interfaceColumns;
  }

  /** A text that is another one when the device has restarted or a change mark is another. */
  get marks(): string {
    return this.#marksRead;
  }

  get sysObjectId(): string | undefined {
    return this.#sysObjectId;
  }

  /**
   * Everything but the facts.
   * @param restarted the device has started anew since the reading before.
   * @throws when the device does not answer.
   */
  async read(restarted: boolean): Promise<Readings> {
    const profiles = this.#profiles();
    if (restarted || profiles !== this.#known) {
      this.#known = profiles;
      this.#starts++;
      this.#learnNextMs = Number.NEGATIVE_INFINITY;
    }
    if (this.#now() >= this.#learnNextMs) {
      const atStart = this.#learnNextMs === Number.NEGATIVE_INFINITY;
      await this.#learn(profiles);
      this.#learnNextMs = this.#now() + (atStart ? LEARN_AFTER_START_MS : LEARN_AGAIN_MS);
    }
    const values = await getAll(this.#reader, [...this.#plan.oids, ...this.#marks]);
    const marks = this.#marks.map((oid) => toInteger(values.get(oid)) ?? '');
    this.#marksRead = [this.#starts, ...marks].join(' ');
    return this.#readPlan(this.#plan, values);
  }

  /** What profiles say of the device itself: measurement `device_facts`. @throws when the device does not answer. */
  async readFacts(): Promise<Fields> {
    const plan = await this.#planFor(this.#resolved.fields.filter(isFact));
    const values = await getAll(this.#reader, plan.oids);
    return (await this.#readPlan(plan, values)).get('device_facts') ?? {};
  }

  async #learn(profiles: readonly Profile[]): Promise<void> {
    const answer = await getAll(this.#reader, [SYS_OBJECT_ID, ...this.#changeMarks]);
    this.#marks = this.#changeMarks.filter((oid) => answer.has(oid));
    this.#sysObjectId = oidOf(answer.get(SYS_OBJECT_ID));
    this.#resolved = resolveProfile(profiles, this.#sysObjectId);
    this.#plan = await this.#planFor(this.#resolved.fields.filter((field) => !isFact(field)));
  }

  /** Of each field the nearest source that the device has. */
  async #planFor(fields: readonly FieldSources[]): Promise<Plan> {
    const metrics = fields.flatMap(({ sources }) => sources);
    const scalars = metrics.flatMap((metric) => {
      if (!isTable(metric)) return valueObjects(metric).map(instanceOf);
      return metric.given ? [instanceOf(metric.given.oid)] : [];
    });
    const had = await getAll(this.#reader, [...new Set(scalars)]);
    const walked: Walked = new Map();
    const planned: Planned[] = [];
    for (const { sources } of fields) {
      for (const metric of sources) {
        const found = isTable(metric) ? await this.#findTable(metric, had, walked) : findScalar(metric, had);
        if (!found) continue;
        planned.push(found);
        break;
      }
    }
    const oids = planned.flatMap(({ metric, rows }) =>
      isTable(metric)
        ? rows.flatMap(({ index }) => valueObjects(metric).map((oid) => `${oid}.${index}`))
        : valueObjects(metric).map(instanceOf),
    );
    return { planned, oids: [...new Set(oids)] };
  }

  async #findTable(
    metric: TableMetric,
    had: ReadonlyMap<string, SnmpValue>,
    walked: Walked,
  ): Promise<Planned | undefined> {
    if (metric.given && !had.has(instanceOf(metric.given.oid))) return undefined;
    // Whether it has rows now says nothing.
    if (metric.rows === 'changing') return { metric, rows: [] };
    // The filters first: where none of their rows is, the other columns need not be walked.
    const selecting = selectingColumns(metric);
    await this.#walk(selecting, walked);
    if (selecting.some((column) => walked.get(column)?.size === 0)) return undefined;
    await this.#walk(valueObjects(metric), walked);
    const rows = rowsOf(metric, walked)
      .filter(({ index, factor }) => {
        const cell: Cell = (oid) => walked.get(oid)?.get(index);
        // A number may be out of range now and valid later, a text stays empty.
        return !isText(metric) || valueFrom(metric, cell, factor) !== undefined;
      })
      .slice(0, metric.aggregate === 'first' && isText(metric) ? 1 : MAX_ROWS);
    return rows.length > 0 ? { metric, rows } : undefined;
  }

  /** Walks columns that have not been walked yet. */
  async #walk(columns: readonly string[], walked: Walked): Promise<void> {
    const missing = columns.filter((column) => !walked.has(column));
    if (missing.length === 0) return;
    let found: Columns = new Map();
    try {
      found = await walkColumns(this.#reader, missing, this.#maxRepetitions);
    } catch {
      // It is the object's fault if the device answers otherwise; if not, this throws.
      await this.#reader.get([SYSTEM.sysUpTime]);
    }
    for (const column of missing) walked.set(column, found.get(column) ?? new Map());
  }

  async #readPlan({ planned }: Plan, values: ReadonlyMap<string, SnmpValue>): Promise<Readings> {
    const changing = planned.flatMap(({ metric }) =>
      isTable(metric) && metric.rows === 'changing'
        ? [...selectingColumns(metric), ...valueObjects(metric)]
        : [],
    );
    const walked = await walkColumns(this.#reader, [...new Set(changing)], this.#maxRepetitions);
    const readings = new Map<string, Fields>();
    for (const { metric, rows } of planned) {
      const value = evaluate(metric, rows, values, walked);
      if (value === undefined) continue;
      const fields = readings.get(metric.measurement) ?? {};
      fields[metric.field] = value;
      readings.set(metric.measurement, fields);
    }
    return readings;
  }
}

function evaluate(
  metric: Metric,
  rows: readonly Row[],
  values: ReadonlyMap<string, SnmpValue>,
  walked: Columns,
): FieldValue | undefined {
  if (!isTable(metric)) return valueFrom(metric, (oid) => values.get(instanceOf(oid)));
  const changing = metric.rows === 'changing';
  const found = (changing ? rowsOf(metric, walked) : rows).flatMap(({ index, factor }) => {
    const cell: Cell = (oid) => (changing ? walked.get(oid)?.get(index) : values.get(`${oid}.${index}`));
    return valueFrom(metric, cell, factor) ?? [];
  });
  return aggregate(metric, found);
}

function oidOf(value: SnmpValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isFact({ measurement }: FieldSources): boolean {
  return measurement === 'device_facts';
}

/** A scalar is there when the device has all of its parts; a text also has to say something. */
function findScalar(metric: Metric, had: ReadonlyMap<string, SnmpValue>): Planned | undefined {
  const cell: Cell = (oid) => had.get(instanceOf(oid));
  const complete = valueObjects(metric).every((oid) => cell(oid) !== undefined);
  if (!complete || (isText(metric) && valueFrom(metric, cell) === undefined)) return undefined;
  return { metric, rows: [] };
}
