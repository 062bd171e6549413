/** Stored measurements through rules that are only tried, beside the collector's work: bounded in time and memory. */
import { setImmediate } from 'node:timers/promises';
import type { Language } from '../../config/messages.ts';
import type { Rule } from '../../config/schema/rules.ts';
import type { Point } from '../../model/point.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { BaselineBook } from './baseline-book.ts';
import { Replay } from './replay.ts';
import { RuleWatch } from './rule-watch.ts';
import type { JudgedOf } from './subjects.ts';

/** Read at once, where it is not too much. */
const SLICE_MS = 900_000;
const LEAST_SLICE_MS = 30_000;
/** Played without letting the collector do anything else: a few milliseconds. */
const CHUNK = 500;
/** More would take too much memory: some hundred megabytes. */
const MAX_SLICE_POINTS = 200_000;

interface TimeRange {
  /** Half-open, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is stored. */
interface PointSource {
  points(measurement: string, range: TimeRange): AsyncIterable<readonly Point[]>;
  extent(measurement: string): Promise<TimeRange | undefined>;
}

export interface TrialParts {
  readonly rules: readonly Rule[];
  readonly store: PointSource;
  readonly judgedOf: JudgedOf;
  readonly stateAt: (subject: SubjectId, atMs: number) => State | undefined;
  readonly timeZone: string;
  readonly language: Language;
  readonly fromMs: number;
  readonly toMs: number;
  /** Only of this site. */
  readonly site?: string | undefined;
  /** Whether there is time to go on; asked again and again. */
  readonly mayGoOn: () => boolean;
}

export interface Trial {
  readonly replay: Replay;
  /** Everything before this moment was played. */
  readonly untilMs: number;
}

export async function replayWithin(parts: TrialParts): Promise<Trial> {
  const { rules, store, fromMs, toMs, mayGoOn } = parts;
  const replay: Replay = new Replay(
    new RuleWatch({
      rules,
      judgedOf: parts.judgedOf,
      stateOf: (subject) => parts.stateAt(subject, replay.nowMs),
      timeZone: parts.timeZone,
      language: parts.language,
      open: [],
      baselines: new BaselineBook(),
      nowMs: fromMs,
    }),
  );
  const needed = neededBy(rules);
  let sliceMs = SLICE_MS;
  let atMs = Math.max(fromMs, await firstOf(store, needed.keys(), toMs));
  while (atMs < toMs) {
    const endMs = Math.min(toMs, atMs + sliceMs);
    const points = await readSlice(parts, needed, { fromMs: atMs, toMs: endMs });
    if (points === undefined) {
      sliceMs /= 2;
      if (!mayGoOn() || sliceMs < LEAST_SLICE_MS) return { replay, untilMs: atMs };
      continue;
    }
    atMs = endMs;
    for (const chunk of chunksOf(points)) {
      replay.play(chunk);
      await setImmediate();
      if (!mayGoOn()) return { replay, untilMs: replay.nowMs };
    }
  }
  return { replay, untilMs: toMs };
}

/** The fields that rules look at, by measurement: stores may give a point's fields one by one. */
type Needed = ReadonlyMap<string, ReadonlySet<string>>;

function neededBy(rules: readonly Rule[]): Needed {
  const needed = new Map<string, Set<string>>();
  for (const { metrics, if: conditions } of rules) {
    for (const { measurement, field } of metrics) {
      const fields = needed.get(measurement) ?? new Set<string>();
      needed.set(measurement, fields);
      for (const name of [...field, ...Object.keys(conditions)]) fields.add(name);
    }
  }
  return needed;
}

/** When the first of them begins: what is before it need not be looked through. */
async function firstOf(
  store: TrialParts['store'],
  measurements: Iterable<string>,
  otherwiseMs: number,
): Promise<number> {
  let firstMs = otherwiseMs;
  for (const measurement of measurements)
    firstMs = Math.min(firstMs, (await store.extent(measurement))?.fromMs ?? otherwiseMs);
  return firstMs;
}

/** @returns `undefined` when it is too much, or there is no time to go on. */
async function readSlice(
  { store, site, mayGoOn }: TrialParts,
  needed: Needed,
  range: TimeRange,
): Promise<Point[] | undefined> {
  const points: Point[] = [];
  for (const [measurement, fields] of needed) {
    for await (const some of store.points(measurement, range)) {
      for (const point of some) {
        if (site !== undefined && point.tags.site !== site) continue;
        if (Object.keys(point.fields).some((field) => fields.has(field))) points.push(point);
      }
      if (points.length > MAX_SLICE_POINTS || !mayGoOn()) return undefined;
    }
  }
  return points;
}

/** In order of time; what belongs to one moment is not torn apart, because rules look at it together. */
function* chunksOf(points: Point[]): Generator<Point[], void, undefined> {
  points.sort((one, other) => one.timeMs - other.timeMs);
  let start = 0;
  while (start < points.length) {
    let end = Math.min(points.length, start + CHUNK);
    while (end < points.length && points[end]?.timeMs === points[end - 1]?.timeMs) end++;
    yield points.slice(start, end);
    start = end;
  }
}
