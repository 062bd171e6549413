import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../config/problem.ts';
import { checkProfiles, parseProfile, shippedProfiles } from '../../../config/profiles.ts';
import type { ObjectReference, ScalarMetric, TableMetric } from '../../../model/profile.ts';
import { BASE_PROFILE } from '../../../model/profile.ts';

const METRIC = 'measurement: snmp, field: cpu_percent, object: A-MIB::a, oid: 1.3.6, type: gauge';

function parse(...texts: string[]) {
  const problems: Problem[] = [];
  const files = texts.flatMap((text, index) => parseProfile(`${index + 1}.yaml`, text, problems) ?? []);
  return { files, problems };
}

function problemsOf(own: string[], shipped: string[] = []): string[] {
  const { files, problems } = parse(...own);
  return [...problems, ...checkProfiles(files, parse(...shipped).files)].map(
    ({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`,
  );
}

describe('profiles of an installation', () => {
  const BASE = `name: base\nscalars:\n  - { ${METRIC} }\n`;

  it.each<[string, string[], string[]]>([
    ['nothing', ['name: a\nextends: base\n'], []],
    ['an OID', [BASE.replace('1.3.6', '1.3.x')], ['bad_oid 1.yaml:3:69']],
    ['a measurement', [BASE.replace('snmp', 'smnp')], ['unknown_measurement 1.yaml:3:20']],
    ['a field', [BASE.replace('cpu_percent', 'cpu')], ['unknown_field 1.yaml:3:33']],
    ['a field of the probe itself', [BASE.replace('cpu_percent', 'uptime')], ['unknown_field 1.yaml:3:33']],
    ['a field that comes twice', [`${BASE}  - { ${METRIC} }\n`], ['duplicate_field 1.yaml:4:33']],
    ['a column', ['name: a\ninterface_columns: [ifName, ifInBits]\n'], ['invalid_value 1.yaml:2:29']],
    ['a parent', ['name: a\nextends: nobody\n'], ['unknown_parent 1.yaml:2:10']],
    ['itself as parent', ['name: a\nextends: a\n'], ['profile_cycle 1.yaml:2:10']],
    [
      'a ring of parents',
      ['name: a\nextends: b\n', 'name: b\nextends: a\n', 'name: c\nextends: a\n'],
      ['profile_cycle 1.yaml:2:10', 'profile_cycle 2.yaml:2:10'],
    ],
    ['a name that comes twice', ['name: a\n', 'name: a\n'], ['duplicate_profile 2.yaml:1:7']],
    [
      'a prefix that two have',
      ['name: a\nmatch: { sys_object_id: [1.3.1] }\n', 'name: b\nmatch: { sys_object_id: [1.3.2, 1.3.1] }\n'],
      ['duplicate_prefix 1.yaml:2:26', 'duplicate_prefix 2.yaml:2:33'],
    ],
    [
      'a prefix that comes twice',
      ['name: a\nmatch: { sys_object_id: [1.3.1, 1.3.1] }\n'],
      ['duplicate_prefix 1.yaml:2:33'],
    ],
  ])('tells of %s', (_, own, expected) => {
    expect(problemsOf(own, ['name: base\n'])).toEqual(expected);
  });

  it('tells of a prefix that a shipped profile has', () => {
    const own = ['name: a\nmatch: { sys_object_id: [1.3.1] }\n'];
    const shipped = ['name: b\nmatch: { sys_object_id: [1.3.1] }\n'];
    expect(problemsOf(own, shipped)).toEqual(['duplicate_prefix 1.yaml:2:26']);
  });

  it('takes the place of a shipped profile of the same name', () => {
    const own = ['name: b\nmatch: { sys_object_id: [1.3.1] }\n'];
    const shipped = ['name: b\nmatch: { sys_object_id: [1.3.1] }\n'];
    expect(problemsOf(own, shipped)).toEqual([]);
  });
});

describe('the profiles that ship', () => {
  const shipped = shippedProfiles();
  const metrics = shipped.flatMap(({ name, scalars = [], tables = [] }) =>
    [...scalars, ...tables].map((metric: ScalarMetric | TableMetric) => ({ name, metric })),
  );

  it('are without problems', () => {
    const files = shipped.map((profile) => ({ profile, at: () => ({ file: '', line: 1, column: 1 }) }));
    expect(checkProfiles(files, [])).toEqual([]);
  });

  it.each(shipped.map(({ name }) => name))('%s ends in the base', (name) => {
    const line = [name];
    for (let next = name; next !== undefined; ) {
      const parent: string | undefined = shipped.find((profile) => profile.name === next)?.extends;
      if (parent === undefined) break;
      line.push(parent);
      next = parent;
    }
    // The base's own parent is the end of all lines.
    expect(line.slice(-2)).toEqual(name === 'ups-mib' ? ['ups-mib'] : [BASE_PROFILE, 'ups-mib']);
  });

  it('have one OID for one object', () => {
    const references = metrics.flatMap(({ metric }): ObjectReference[] => [
      metric,
      ...(metric.minus ?? []),
      ...(metric.percent_of ?? []),
      ...('aggregate' in metric ? (metric.where ?? []) : []),
    ]);
    const oids = new Map(references.map(({ object, oid }) => [object, oid]));
    expect(references.filter(({ object, oid }) => oids.get(object) !== oid)).toEqual([]);
    expect(new Set(oids.values()).size).toBe(oids.size);
  });
});
