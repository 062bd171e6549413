/** Units over the reforms that made and unmade them: which unit of another day holds what a unit of one day held. */
import type { Unit } from './unit-tree.ts';
import { isValidOn, UnitTree } from './unit-tree.ts';

/** A unit went up, whole, in another. */
export interface UnitChange {
  readonly from: string;
  readonly to: string;
}

export class UnitHistory {
  readonly #units: readonly Unit[];
  readonly #day: string;
  readonly #wanted: UnitTree;
  readonly #wantedDay: string;
  readonly #written: UnitTree;
  readonly #successors: ReadonlyMap<string, readonly string[]>;
  readonly #predecessors: ReadonlyMap<string, readonly string[]>;

  /**
   * @param day codes are meant as of this day, ISO 8601.
   * @param wantedDay the day whose units are wanted.
   */
  constructor(units: readonly Unit[], changes: readonly UnitChange[], day: string, wantedDay: string) {
    this.#units = units;
    this.#day = day;
    this.#wantedDay = wantedDay;
    this.#written = new UnitTree(units.filter((unit) => isValidOn(unit, day)));
    this.#wanted = new UnitTree(units.filter((unit) => isValidOn(unit, wantedDay)));
    this.#successors = gather(changes, (change) => [change.from, change.to]);
    this.#predecessors = gather(changes, (change) => [change.to, change.from]);
  }

  /** The units of the wanted day. */
  get tree(): UnitTree {
    return this.#wanted;
  }

  /**
   * The unit of the wanted day for a code of the written day. One that went without a successor, or came from
   * several, is stood for by the unit above it.
   */
  unitOf(code: string): Unit | undefined {
    for (const unit of this.#written.pathFrom(code)) {
      if (isValidOn(unit, this.#wantedDay)) return unit;
      const next = this.#day < this.#wantedDay ? this.#successors : this.#predecessors;
      const [only, ...more] = next.get(unit.code) ?? [];
      const found = only !== undefined && more.length === 0 ? this.#wanted.unit(only) : undefined;
      if (found) return found;
      // A province keeps its code through a reform.
      if (unit.parent === undefined) return this.#wanted.unit(unit.code);
    }
    return undefined;
  }

  /** Whether a code was ever that of a unit. */
  isKnown(code: string): boolean {
    return this.#units.some((unit) => unit.code === code);
  }
}

function gather(
  changes: readonly UnitChange[],
  pair: (change: UnitChange) => [string, string],
): Map<string, string[]> {
  const byKey = new Map<string, string[]>();
  for (const [key, value] of changes.map(pair)) {
    const values = byKey.get(key) ?? [];
    if (!values.includes(value)) byKey.set(key, [...values, value]);
  }
  return byKey;
}
