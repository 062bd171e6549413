/**
 * What InfluxDB says when it took a part of what was written. A point with one field of another type is dropped
 * whole: that field is taken out, or turned into the type that is there, and the point is sent again.
 */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { Refusal } from '../server/link.ts';

export interface TypeConflict {
  readonly measurement: string;
  readonly field: string;
  readonly sent: string;
  readonly existing: string;
}

const CONFLICT =
  /input field \\?"(.+?)\\?" on measurement \\?"(.+?)\\?" is type (\w+), already exists as type (\w+)/;
const DROPPED = /dropped=(\d+)/;

/** @returns `undefined` when the answer is about something else. */
export function parseConflict(answer: string): TypeConflict | undefined {
  const match = CONFLICT.exec(answer);
  if (!match) return undefined;
  const [, field = '', measurement = '', sent = '', existing = ''] = match;
  return { measurement, field, sent, existing };
}

function typeOf(value: FieldValue): string {
  switch (typeof value) {
    case 'number':
      return 'float';
    case 'bigint':
      return 'integer';
    default:
      return typeof value;
  }
}

const INT64_MAX = 2n ** 63n - 1n;

/** InfluxDB 1.x has no unsigned integers: what does not fit is worth more as a float than not at all. */
export function fittingIntegers(point: Point): Point {
  const tooLarge = Object.entries(point.fields).filter(
    ([, value]) => typeof value === 'bigint' && value > INT64_MAX,
  );
  if (tooLarge.length === 0) return point;
  const fields = Object.fromEntries(tooLarge.map(([field, value]) => [field, Number(value)]));
  return { ...point, fields: { ...point.fields, ...fields } };
}

/** Which fields are of which type on the server, as far as it has complained. */
export class KnownTypes {
  readonly #types = new Map<string, string>();

  learn({ measurement, field, existing }: TypeConflict): void {
    this.#types.set(`${measurement}\u001f${field}`, existing);
  }

  /** The points as the server takes them, and those that lost a field by it. */
  fit(points: readonly Point[]): { readonly points: readonly Point[]; readonly refusals: Refusal[] } {
    if (this.#types.size === 0) return { points, refusals: [] };
    const lost = new Map<string, Refusal>();
    const fitted = points.map((point) => this.#fitPoint(point, lost));
    return { points: fitted, refusals: [...lost.values()] };
  }

  #fitPoint(point: Point, lost: Map<string, Refusal>): Point {
    let changed = false;
    const fields: Record<string, FieldValue> = {};
    for (const [field, value] of Object.entries(point.fields)) {
      const existing = this.#types.get(`${point.measurement}\u001f${field}`);
      if (existing === undefined || existing === typeOf(value)) {
        fields[field] = value;
        continue;
      }
      changed = true;
      if (existing === 'float' && typeof value === 'bigint') fields[field] = Number(value);
      else {
        const place = `${point.measurement}.${field}`;
        const reason = `${place} is of type ${existing}, not ${typeOf(value)}`;
        lost.set(reason, { field: place, reason, points: (lost.get(reason)?.points ?? 0) + 1 });
      }
    }
    return changed ? { ...point, fields } : point;
  }
}

/** Conflicts mended in one request's points; a server that complains on for ever is not listened to. */
const MAX_CONFLICTS = 100;

/**
 * Sends points until the server has taken what it ever will.
 * @param post one request. @returns the server's complaint; `undefined` when it took all. It throws when the server is away.
 */
export async function sendFitting(
  points: readonly Point[],
  known: KnownTypes,
  post: (points: readonly Point[]) => Promise<string | undefined>,
): Promise<Refusal[]> {
  for (let attempt = 0; attempt <= MAX_CONFLICTS; attempt++) {
    const fitted = known.fit(points);
    const writable = fitted.points.filter(({ fields }) => Object.keys(fields).length > 0);
    const complaint = writable.length === 0 ? undefined : await post(writable);
    if (complaint === undefined) return fitted.refusals;
    const conflict = parseConflict(complaint);
    if (!conflict || attempt === MAX_CONFLICTS) {
      const dropped = Number(DROPPED.exec(complaint)?.[1] ?? 1);
      return [...fitted.refusals, { field: undefined, reason: complaint, points: dropped }];
    }
    known.learn(conflict);
  }
  return [];
}
