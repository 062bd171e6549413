/**
 * Device profiles: what a family of devices is asked for by SNMP, and what its answers mean. Each is a YAML file
 * (docs/profiles.md); the same shape travels to the agents.
 */
import { z } from 'zod';
import { interfaceColumnsSchema } from './interface-columns.ts';

const FIRST_ARCS = /^[01]\.(?:[0-9]|[123][0-9])(?:\.|$)|^2\./;
const ARCS = /^(?:0|[1-9]\d{0,9})(?:\.(?:0|[1-9]\d{0,9})){1,127}$/;
/** A sub-identifier has 32 bits (RFC 2578 section 3.5). */
const MAX_ARC = 0xffff_ffff;

/** An OBJECT IDENTIFIER written with numbers and without a leading dot. */
export function isOid(text: string): boolean {
  return ARCS.test(text) && FIRST_ARCS.test(text) && text.split('.').every((arc) => Number(arc) <= MAX_ARC);
}

const oidSchema = z
  .string()
  .superRefine((value, context) => {
    if (!isOid(value)) context.addIssue({ code: 'custom', params: { problem: 'bad_oid', value } });
  })
  .describe('object identifier in numbers: of a scalar without its .0, of a table the column');

const reference = {
  object: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*::[a-z][A-Za-z0-9-]*$/)
    .describe('MODULE::object, as its MIB calls it; for people'),
  oid: oidSchema,
};
const referenceSchema = z.strictObject(reference);

/** Measurements that profiles fill, and their fields. `snmp` has others too, which the probe measures itself. */
export const PROFILE_FIELDS = {
  snmp: ['cpu_percent', 'memory_percent', 'temperature_c'],
  ups: ['on_battery', 'charge_percent', 'minutes_remaining', 'load_percent', 'input_voltage'],
  videoconf: ['in_call', 'call_rate_kbps', 'loss_percent', 'jitter_ms'],
  device_facts: ['serial', 'model', 'software'],
} as const satisfies Record<string, readonly string[]>;

/** A measurement of the installation's own: any fields. */
const OWN_MEASUREMENT = /^own_[a-z0-9_]{1,60}$/;

/** Fields that a profile may fill; `undefined`: of its own choice; an empty list: there is no such measurement. */
export function fieldsOfMeasurement(measurement: string): readonly string[] | undefined {
  if (OWN_MEASUREMENT.test(measurement)) return undefined;
  return Object.hasOwn(PROFILE_FIELDS, measurement)
    ? PROFILE_FIELDS[measurement as keyof typeof PROFILE_FIELDS]
    : [];
}

const common = {
  measurement: z
    .string()
    .superRefine((value, context) => {
      if (fieldsOfMeasurement(value)?.length === 0) {
        const known = `${Object.keys(PROFILE_FIELDS).join(', ')}, own_*`;
        context.addIssue({ code: 'custom', params: { problem: 'unknown_measurement', value, known } });
      }
    })
    .describe('snmp, ups, videoconf, device_facts, or own_ and a name of one’s own'),
  field: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  ...reference,
  type: z
    .enum(['gauge', 'counter', 'text', 'mac', 'date', 'ticks', 'enum'])
    .describe(
      'gauge: number; counter: integer as it is; mac: address of six octets; date: DateAndTime (RFC 2579), into ISO 8601; ticks: hundredths of a second, into seconds; enum: map',
    ),
  map: z
    .record(z.string().regex(/^-?\d+$/), z.union([z.boolean(), z.number(), z.string()]))
    .optional()
    .describe('of an enum: number -> value; what is not listed is no value'),
  scale: z.number().optional().describe('factor; default 1'),
  offset: z.number().optional().describe('added after the factor; default 0'),
  valid: z
    .strictObject({ min: z.number().optional(), max: z.number().optional() })
    .optional()
    .describe('a number outside (after factor and offset) says that there is none'),
  minus: z.array(referenceSchema).max(8).optional().describe('subtracted from the value before all else'),
  percent_of: z
    .array(referenceSchema)
    .min(1)
    .max(8)
    .optional()
    .describe('the value in percent of the sum of these'),
};

const filterSchema = z
  .strictObject({
    ...reference,
    equals: z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]).optional(),
    matches: z.string().max(200).optional().describe('regular expression, case does not matter'),
  })
  .superRefine((filter, context) => {
    if ((filter.equals === undefined) === (filter.matches === undefined))
      context.addIssue({ code: 'custom', message: 'equals / matches', path: ['equals'] });
    if (filter.matches !== undefined && !isRegExp(filter.matches))
      context.addIssue({ code: 'custom', message: 'RegExp', path: ['matches'] });
  });

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}

interface Mapped {
  readonly type: string;
  readonly map?: unknown;
}
/** An enum needs its map, and nothing else has one. */
function checkMap(metric: Mapped, context: z.core.$RefinementCtx<unknown>): void {
  if ((metric.type === 'enum') === (metric.map !== undefined)) return;
  context.addIssue({ code: 'custom', message: 'type: enum / map', path: ['type'] });
}

const scalarSchema = z.strictObject(common).superRefine(checkMap);
const tableSchema = z
  .strictObject({
    ...common,
    aggregate: z
      .enum(['avg', 'max', 'sum', 'first', 'any'])
      .describe('of the rows; any: true when there is a row, false when there is none'),
    where: z.array(filterSchema).max(4).optional().describe('rows that all of these let through'),
    sensor: z
      .strictObject({ scale: referenceSchema, precision: referenceSchema })
      .optional()
      .describe('columns of EntitySensorDataScale and EntitySensorPrecision (RFC 3433)'),
    rows: z
      .enum(['steady', 'changing'])
      .optional()
      .describe('changing: rows come and go, the table is walked every time; default steady'),
    given: referenceSchema
      .optional()
      .describe('scalar that shows that the device has this MIB at all; changing rows need it'),
  })
  .superRefine(checkMap)
  .superRefine((metric, context) => {
    // Without a proof a device without the MIB would be walked every time, and said to have no rows.
    if (metric.rows === 'changing' && metric.given === undefined)
      context.addIssue({ code: 'custom', message: 'rows: changing / given', path: ['rows'] });
    if (metric.aggregate === 'any' && metric.rows !== 'changing')
      context.addIssue({ code: 'custom', message: 'aggregate: any / rows: changing', path: ['aggregate'] });
  });

const trapSchema = z.strictObject({
  ...reference,
  poll: z.boolean().optional().describe('after it the device is asked at once; default false'),
});

/** More prefixes or values than this are a mistake. */
const MAX_PREFIXES = 64;
const MAX_TRAPS = 256;
const MAX_METRICS = 64;

export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  extends: z.string().optional().describe('profile whose values hold where this one has none of its own'),
  match: z
    .strictObject({ sys_object_id: z.array(oidSchema).min(1).max(MAX_PREFIXES) })
    .optional()
    .describe('beginnings of sysObjectID; the longest of all profiles wins'),
  interface_columns: interfaceColumnsSchema.optional(),
  scalars: z.array(scalarSchema).max(MAX_METRICS).optional(),
  tables: z.array(tableSchema).max(MAX_METRICS).optional(),
  traps: z.array(trapSchema).max(MAX_TRAPS).optional().describe('notifications and what they are called'),
});

export type Profile = z.output<typeof profileSchema>;
export type ScalarMetric = z.output<typeof scalarSchema>;
export type TableMetric = z.output<typeof tableSchema>;
export type ObjectReference = z.output<typeof referenceSchema>;

/** The profile of a device that no other is for, and the root of all others that ship. */
export const BASE_PROFILE = 'base';
