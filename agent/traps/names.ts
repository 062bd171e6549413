/** What notifications and their values are called, by all device profiles together. Pure. */
import type { ObjectReference, Profile } from '../../model/profile.ts';

export interface TrapName {
  /** The MIB's name; the OID where no profile has it. */
  readonly name: string;
  /** Worth a look at the device at once. */
  readonly poll: boolean;
}

/** Arcs behind a column that may tell the row; more are not looked at. */
const MAX_INSTANCE_ARCS = 16;

/** `IF-MIB::linkDown` -> `linkDown` */
function shortName({ object }: ObjectReference): string {
  return object.slice(object.indexOf('::') + 2);
}

export class TrapNames {
  readonly #traps: ReadonlyMap<string, TrapName>;
  readonly #objects: ReadonlyMap<string, string>;

  /** An OID is the same everywhere: the profile of the sender does not matter. */
  constructor(profiles: readonly Profile[]) {
    const traps = profiles.flatMap((profile) => profile.traps ?? []);
    const metrics = profiles.flatMap(({ scalars = [], tables = [] }) => [...scalars, ...tables]);
    this.#traps = new Map(
      traps.map((trap) => [trap.oid, { name: shortName(trap), poll: trap.poll ?? false }]),
    );
    this.#objects = new Map(metrics.map((metric) => [metric.oid, shortName(metric)]));
  }

  trap(oid: string): TrapName {
    // A version 1 trap of a MIB written for version 2 has a zero before its number (RFC 3584 section 3.1).
    const withoutZero = oid.replace(/\.0\.(\d+)$/, '.$1');
    return this.#traps.get(oid) ?? this.#traps.get(withoutZero) ?? { name: oid, poll: false };
  }

  /** `1.3.6.1.2.1.33.1.2.3.0` -> `upsEstimatedMinutesRemaining.0` */
  value(oid: string): string {
    let end = oid.length;
    for (let arcs = 0; arcs < MAX_INSTANCE_ARCS && end > 0; arcs++) {
      const name = this.#objects.get(oid.slice(0, end));
      if (name !== undefined) return name + oid.slice(end);
      end = oid.lastIndexOf('.', end - 1);
    }
    return oid;
  }
}
