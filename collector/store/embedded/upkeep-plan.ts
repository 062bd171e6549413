/** What is to be done with the files next: merge small ones, roll up closed days, remove what is too old. Pure. */
import { DAY_MS, dayOf, groupParts, type Part } from './part.ts';

export interface Keep {
  /** How long raw values are kept, milliseconds; whole days (UTC). */
  readonly rawMs: number;
  readonly rollUpsMs: number;
}

/** What the roll-ups of a day were made of. */
export interface RolledUp {
  /** Numbers of the raw parts. */
  readonly parts: readonly number[];
  /** When, epoch milliseconds. */
  readonly atMs: number;
}

export type Task =
  | { readonly kind: 'merge'; readonly parts: readonly Part[] }
  | { readonly kind: 'roll-up'; readonly dayMs: number; readonly parts: readonly Part[] }
  | { readonly kind: 'remove'; readonly parts: readonly Part[] };

export interface Files {
  readonly parts: readonly Part[];
  readonly rolledUp: ReadonlyMap<number, RolledUp>;
}

/** Parts of one level that are merged into one of the next: each value is rewritten once for every 16 times as many. */
const MERGED_AT_ONCE = 16;
/** Values come late: a day is closed some time after its end. */
const CLOSED_AFTER_MS = 3_600_000;
/** What comes for a closed day is rolled up once a day. */
const ROLLED_UP_AGAIN_AFTER_MS = DAY_MS;

function monthOf(timeMs: number): number {
  const date = new Date(timeMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** Parts that may be one: of the same tier, kind, and day, or month of hours. */
function groupOf({ tier, kind, fromMs }: Part): string {
  return `${tier} ${kind} ${tier === 'hour' ? monthOf(fromMs) : dayOf(fromMs)}`;
}

function isClosed({ fromMs }: Part, nowMs: number): boolean {
  return dayOf(fromMs) + DAY_MS + CLOSED_AFTER_MS <= nowMs;
}

/** Of the parts of one group, those to be merged. */
function mergeable(parts: readonly Part[], nowMs: number): readonly Part[] | undefined {
  const levels = groupParts(parts, ({ level }) => level);
  for (const ofLevel of levels.values()) if (ofLevel.length >= MERGED_AT_ONCE) return ofLevel;
  if (parts.length < 2 || parts.some((part) => part.tier !== 'raw' || !isClosed(part, nowMs)))
    return undefined;
  // A few late values are not worth rewriting a day.
  const largest = parts.reduce((most, { valueCount }) => Math.max(most, valueCount), 0);
  const others = parts.reduce((sum, { valueCount }) => sum + valueCount, 0) - largest;
  return others * 10 >= largest ? parts : undefined;
}

/** Whether the roll-ups of a day say all of what is in the raw parts they were made of, and no more. */
export function areValid(rolledUp: RolledUp, rawOfDay: ReadonlySet<number>): boolean {
  return rawOfDay.size === 0 || rolledUp.parts.every((id) => rawOfDay.has(id));
}

function needsRollUp(raw: readonly Part[], rolledUp: RolledUp | undefined, nowMs: number): boolean {
  if (!rolledUp) return true;
  const ids = new Set(raw.map(({ id }) => id));
  if (!areValid(rolledUp, ids)) return true;
  return ids.size > rolledUp.parts.length && nowMs >= rolledUp.atMs + ROLLED_UP_AGAIN_AFTER_MS;
}

/** The most urgent piece of work; `undefined` when all is done. */
export function nextTask({ parts, rolledUp }: Files, nowMs: number, keep: Keep): Task | undefined {
  for (const group of groupParts(parts, groupOf).values()) {
    const merged = mergeable(group, nowMs);
    if (merged) return { kind: 'merge', parts: merged };
  }
  const isOld = (part: Part) =>
    dayOf(part.toMs - 1) + DAY_MS <= nowMs - (part.tier === 'raw' ? keep.rawMs : keep.rollUpsMs);
  const numeric = parts.filter(
    (part) => part.tier === 'raw' && part.kind !== 'text' && isClosed(part, nowMs),
  );
  for (const [dayMs, raw] of groupParts(numeric, ({ fromMs }) => dayOf(fromMs))) {
    const before = rolledUp.get(dayMs);
    // What comes so late that the rest of its day is gone cannot be rolled up with it.
    if (before && raw.some(isOld)) continue;
    if (needsRollUp(raw, before, nowMs)) return { kind: 'roll-up', dayMs, parts: raw };
  }
  const old = parts.filter(isOld);
  return old.length > 0 ? { kind: 'remove', parts: old } : undefined;
}
