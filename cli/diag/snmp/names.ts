/** What objects are called: those of the standard MIBs that every device has, and those of the profiles. Pure. */
import { ENGINE, INTERFACE } from '../../../agent/probes/snmp/oids.ts';
import type { ObjectReference, Profile } from '../../../model/profile.ts';
import { STANDARD_KINDS, STANDARD_OBJECTS } from './standard-objects.ts';
import type { ValueKind } from './values.ts';

/** Without the instance of a scalar. */
const ENGINE_OBJECTS = Object.entries(ENGINE).map(([name, oid]) => [name, oid.replace(/\.0$/, '')] as const);

export class SnmpNames {
  readonly #names: ReadonlyMap<string, string>;
  /** By the name in small letters, with and without its module. */
  readonly #oids = new Map<string, string>();
  readonly #kinds: ReadonlyMap<string, ValueKind>;

  constructor(profiles: readonly Profile[]) {
    const references = profiles.flatMap(referencesOf);
    const named = [
      ...references.map(({ object, oid }) => [object.slice(object.indexOf('::') + 2), oid] as const),
      ...ENGINE_OBJECTS,
      ...Object.entries(INTERFACE),
      ...Object.entries(STANDARD_OBJECTS),
    ];
    this.#names = new Map(named.map(([name, oid]) => [oid, name]));
    for (const { object, oid } of references) this.#oids.set(object.toLowerCase(), oid);
    for (const [name, oid] of named) this.#oids.set(name.toLowerCase(), oid);
    this.#kinds = new Map([
      ...profiles.flatMap(kindsOf),
      ...Object.entries(STANDARD_KINDS).flatMap(([name, kind]): [string, ValueKind][] => {
        const oid = this.#oids.get(name.toLowerCase());
        return oid === undefined ? [] : [[oid, kind]];
      }),
    ]);
  }

  /** `1.3.6.1.2.1.31.1.1.1.1.3` -> `ifName.3`; the longest known beginning has the name. */
  nameOf(oid: string): string {
    const known = this.#beginning(oid, this.#names);
    return known === undefined ? oid : `${this.#names.get(known)}${oid.slice(known.length)}`;
  }

  kindOf(oid: string): ValueKind | undefined {
    const known = this.#beginning(oid, this.#names);
    return known === undefined ? undefined : this.#kinds.get(known);
  }

  /** `ifName.3`, `IF-MIB::ifName`: whatever the case. @returns `undefined` for a name that nobody has. */
  oidOf(text: string): string | undefined {
    const [, name = '', instance = ''] = /^(.*?)((?:\.\d+)*)$/.exec(text) ?? [];
    const oid = this.#oids.get(name.toLowerCase()) ?? this.#oids.get(withoutModule(name).toLowerCase());
    return oid === undefined ? undefined : `${oid}${instance}`;
  }

  #beginning(oid: string, known: ReadonlyMap<string, unknown>): string | undefined {
    for (let end = oid.length; end > 0; end = oid.lastIndexOf('.', end - 1))
      if (known.has(oid.slice(0, end))) return oid.slice(0, end);
    return undefined;
  }
}

function withoutModule(name: string): string {
  const at = name.indexOf('::');
  return at < 0 ? name : name.slice(at + 2);
}

/** Every object that a profile has a name for. */
function referencesOf({ scalars = [], tables = [], traps = [] }: Profile): ObjectReference[] {
  return [
    ...[...scalars, ...tables].flatMap((metric) => [
      metric,
      ...(metric.minus ?? []),
      ...(metric.percent_of ?? []),
    ]),
    ...tables.flatMap(({ where = [], sensor, given }) => [
      ...where,
      ...(sensor ? [sensor.scale, sensor.precision] : []),
      ...(given ? [given] : []),
    ]),
    ...traps,
  ];
}

function kindsOf({ scalars = [], tables = [] }: Profile): [string, ValueKind][] {
  return [...scalars, ...tables].flatMap(({ oid, type }): [string, ValueKind][] =>
    type === 'ticks' ? [[oid, 'ticks']] : [],
  );
}
