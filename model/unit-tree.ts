/** Administrative units: a tree whose members come and go by law, each with the days it was valid. */

export const UNIT_TYPES = ['province', 'city', 'town', 'district', 'commune', 'ward', 'township'] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

export interface Unit {
  /** Code of the General Statistics Office; text, because of its leading zeros. */
  readonly code: string;
  readonly name: string;
  readonly type: UnitType;
  /** Code of the unit above; `undefined` for a province. */
  readonly parent: string | undefined;
  /** First and last day of validity, ISO 8601 dates, both inclusive; `undefined`: open. */
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
}

const DISTRICT_LEVEL: ReadonlySet<UnitType> = new Set(['city', 'town', 'district']);

/** Whether the unit was valid on a day (ISO 8601 date, compared as text). */
export function isValidOn(unit: Unit, day: string): boolean {
  return (unit.validFrom ?? '') <= day && day <= (unit.validTo ?? '9999-12-31');
}

/** The units valid on one day, with the way up from each. */
export class UnitTree {
  readonly #units: ReadonlyMap<string, Unit>;

  constructor(units: Iterable<Unit>) {
    this.#units = new Map(Array.from(units, (unit) => [unit.code, unit]));
  }

  unit(code: string): Unit | undefined {
    return this.#units.get(code);
  }

  /** The unit itself and those above it, nearest first. */
  pathFrom(code: string): Unit[] {
    const path: Unit[] = [];
    for (let unit = this.#units.get(code); unit && !path.includes(unit); ) {
      path.push(unit);
      unit = unit.parent === undefined ? undefined : this.#units.get(unit.parent);
    }
    return path;
  }

  /** The unit of district level that holds this one; `undefined` at province level and after 2025-06-30. */
  districtOf(code: string): Unit | undefined {
    return this.pathFrom(code).find((unit) => DISTRICT_LEVEL.has(unit.type));
  }
}
