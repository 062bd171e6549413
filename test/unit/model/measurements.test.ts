import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shippedProfiles } from '../../../config/profiles.ts';
import { departuresFrom, MEASUREMENTS, measurementSpec } from '../../../model/measurements/index.ts';
import type { ValueType } from '../../../model/point-block.ts';
import type { ScalarMetric, TableMetric } from '../../../model/profile.ts';
import { PROFILE_FIELDS } from '../../../model/profile.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function textOf(folder: string, ending: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

const PROGRAM = ['agent', 'collector'].map((folder) => textOf(folder, '.ts')).join('\n');
const PROFILES = textOf('config/defaults/profiles', '.yaml');

const typesOf = (measurement: string, field: string) => measurementSpec(measurement)?.fields[field]?.type;

function writtenType(metric: ScalarMetric | TableMetric): ValueType {
  if (metric.type === 'enum' || ('aggregate' in metric && metric.aggregate === 'any')) return 'boolean';
  return metric.type === 'text' ? 'text' : 'float';
}

describe('the written schema', () => {
  it('has each measurement once, each number with a unit, each field and tag with a sentence', () => {
    expect(new Set(MEASUREMENTS.map(({ name }) => name)).size).toBe(MEASUREMENTS.length);
    for (const { name, tags, fields } of MEASUREMENTS) {
      expect(Object.keys(fields), name).not.toEqual([]);
      expect(Object.values(tags).every(Boolean), name).toBe(true);
      for (const [field, { type, unit, help }] of Object.entries(fields)) {
        expect(unit !== undefined, `${name}.${field}`).toBe(type === 'float' || type === 'integer');
        expect(help, `${name}.${field}`).not.toBe('');
      }
    }
  });

  it('has every measurement that the program names, and no other', () => {
    const named = [...PROGRAM.matchAll(/measurement: '([a-z0-9_]+)'/g)].map(([, name]) => name);
    const filled = Object.keys(PROFILE_FIELDS);
    expect(MEASUREMENTS.map(({ name }) => name).sort()).toEqual([...new Set([...named, ...filled])].sort());
  });

  it('has no field that nothing writes', () => {
    const words = new Set(`${PROGRAM}\n${PROFILES}`.match(/\w+/g));
    // `${name}_p95_ms`, `${direction}_bps`
    const endings = [...PROGRAM.matchAll(/`\$\{\w+\}(_\w+)`/g)].map(([, ending]) => ending ?? '');
    const unwritten = MEASUREMENTS.flatMap(({ name, fields }) =>
      Object.keys(fields)
        .filter((field) => !words.has(field) && !endings.some((ending) => field.endsWith(ending)))
        .map((field) => `${name}.${field}`),
    );
    expect(unwritten).toEqual([]);
  });

  it('has what the profiles fill, with its type', () => {
    const metrics = shippedProfiles().flatMap(({ scalars = [], tables = [] }) => [...scalars, ...tables]);
    const filled = metrics.map((metric) => ({ ...metric, written: writtenType(metric) }));
    for (const { measurement, field, written } of filled)
      expect(typesOf(measurement, field), `${measurement}.${field}`).toBe(written);
    for (const [measurement, fields] of Object.entries(PROFILE_FIELDS))
      expect(Object.keys(measurementSpec(measurement)?.fields ?? {})).toEqual(
        expect.arrayContaining([...fields]),
      );
  });

  it('tells what a point has otherwise', () => {
    const spec = measurementSpec('temp');
    const point = {
      measurement: 'temp',
      tags: { site: 'a', colour: 'red' },
      fields: { temp: 20n, toString: 1 },
      timeMs: 0,
    };
    expect(spec && departuresFrom(spec, point)).toEqual([
      'temp: tag colour',
      'temp: field temp is integer, not float',
      'temp: field toString',
    ]);
  });
});
