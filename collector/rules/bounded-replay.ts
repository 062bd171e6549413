/** Stored measurements through rules that are only tried, beside the collector's work. */
import { setImmediate } from 'node:timers/promises';
import type { Language } from '../../config/messages.ts';
import type { Rule } from '../../config/schema/rules.ts';
import type { PointBlock } from '../../model/point-block.ts';
import { BaselineBook } from './baseline-book.ts';
import { Replay } from './replay.ts';
import { RuleWatch } from './rule-watch.ts';
import type { JudgedOf } from './subjects.ts';
import type { StateOf } from './value-moment.ts';

/** Points played before it is seen whether others want their turn: a series that is met for the first time takes longer. */
const PLAYED_AT_ONCE = 50;
/** The collector's other work waits no longer than about this. */
const TURN_MS = 5;

/** Fields of the series of a measurement that carry all of the tags. */
interface Wanted {
  readonly measurement: string;
  readonly fields: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What is stored, in order of time. */
interface PointSource {
  walk(walk: {
    readonly wanted: readonly Wanted[];
    readonly fromMs: number;
    readonly toMs: number;
  }): AsyncIterable<PointBlock>;
}

export interface TrialParts {
  readonly rules: readonly Rule[];
  readonly store: PointSource;
  readonly judgedOf: JudgedOf;
  readonly stateAt: StateOf;
  readonly timeZone: string;
  readonly language: Language;
  /** Half-open, epoch milliseconds. */
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
  const { rules, store, fromMs, toMs, site, mayGoOn } = parts;
  const replay = new Replay(
    new RuleWatch({
      rules,
      judgedOf: parts.judgedOf,
      stateOf: parts.stateAt,
      timeZone: parts.timeZone,
      language: parts.language,
      open: [],
      baselines: new BaselineBook(),
      nowMs: fromMs,
    }),
  );
  let turnMs = performance.now();
  for await (const block of store.walk({ wanted: wantedBy(rules, site), fromMs, toMs })) {
    for (let at = 0; at < block.length; at += PLAYED_AT_ONCE) {
      if (!mayGoOn()) return { replay, untilMs: block.columns.times[at] ?? replay.nowMs };
      replay.play(block, at, Math.min(block.length, at + PLAYED_AT_ONCE));
      if (performance.now() - turnMs < TURN_MS) continue;
      await setImmediate();
      turnMs = performance.now();
    }
  }
  return { replay, untilMs: toMs };
}

/** What the rules look at: nothing else is read. */
function wantedBy(rules: readonly Rule[], site: string | undefined): Wanted[] {
  const wanted = new Map<
    string,
    { measurement: string; fields: Set<string>; tags: Record<string, string> }
  >();
  for (const { metrics, if: conditions } of rules) {
    for (const { measurement, field, tags: own } of metrics) {
      if (site !== undefined && own.site !== undefined && own.site !== site) continue;
      const tags = { ...own, ...(site === undefined ? {} : { site }) };
      const key = JSON.stringify([measurement, Object.entries(tags).sort()]);
      const one = wanted.get(key) ?? { measurement, fields: new Set(), tags };
      wanted.set(key, one);
      for (const name of [...field, ...Object.keys(conditions)]) one.fields.add(name);
    }
  }
  return [...wanted.values()].map((one) => ({ ...one, fields: [...one.fields] }));
}
