/** What a measurement is made of. Pure. */
import type { Point } from '../point.ts';
import type { ValueType } from '../point-block.ts';
import { typeOfValue } from '../point-block.ts';

/** Of numbers. `code`: a number that stands for a word, as the text says. */
export type MeasurementUnit =
  | '%'
  | 'B'
  | 'bit/s'
  | 'code'
  | 'count'
  | 'kbit/s'
  | 'Mbit/s'
  | 'min'
  | 'ms'
  | 's'
  | 'V'
  | '°C';

export interface FieldSpec {
  readonly type: ValueType;
  readonly unit?: MeasurementUnit;
  readonly help: string;
}

export interface MeasurementSpec {
  readonly name: string;
  readonly help: string;
  /** What writes it: a kind of probe, the agent, the collector. */
  readonly by: string;
  /** Name of a tag to what its value is. */
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

export const float = (unit: MeasurementUnit, help: string): FieldSpec => ({ type: 'float', unit, help });
export const integer = (unit: MeasurementUnit, help: string): FieldSpec => ({ type: 'integer', unit, help });
export const truth = (help: string): FieldSpec => ({ type: 'boolean', help });
export const text = (help: string): FieldSpec => ({ type: 'text', help });

/** Where a point comes from. */
export const ORIGIN = {
  site: 'id of the site that is measured',
  agent: 'id of the agent that measured; `collector` where it was the collector itself',
};
/** What a packet or a question was sent for. */
export const ASKED = {
  ...ORIGIN,
  role: 'what the target is to the site: `reach`, `gateway`, `core`, `room` or a word of the probe rule',
  device: 'id of the device, where the rule is about devices',
  room: 'id of the room, where the rule is about rooms',
};

/** What of a point the specification does not know; nothing: it is as written. */
export function departuresFrom(spec: MeasurementSpec, point: Point): string[] {
  const tags = Object.keys(point.tags).filter((tag) => !Object.hasOwn(spec.tags, tag));
  const fields = Object.entries(point.fields).flatMap(([name, value]) => {
    const known = Object.hasOwn(spec.fields, name) ? spec.fields[name] : undefined;
    if (!known) return [`field ${name}`];
    const type = typeOfValue(value);
    return type === known.type ? [] : [`field ${name} is ${type}, not ${known.type}`];
  });
  return [...tags.map((tag) => `tag ${tag}`), ...fields].map((what) => `${spec.name}: ${what}`);
}
