/**
 * Evidence that arrives after what it tells of was written down as `unknown`: what was really the case takes its
 * place. It says nothing of what somebody did see, and never opens anything that is over.
 */
import type { Evidence, State } from '../../model/state.ts';
import type { StateLimits } from './engine.ts';
import { applyEvidence, resumedRecord } from './engine.ts';

/** A stretch of the past of which nobody knew anything. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** What was the case when it began; `unknown` where nobody knew that either. */
  readonly before: State;
}

/** What was the case within a gap. */
export interface Finding {
  readonly state: State;
  readonly fromMs: number;
  readonly toMs: number;
  readonly proof: string | undefined;
}

/** Evidence joins on to what follows within this many rounds. */
const ROUNDS = 2;

/** The usual time between two pieces of evidence, milliseconds: half of them are as close. */
function roundOf(fromMs: number, evidence: readonly Evidence[]): number {
  const times = [fromMs, ...evidence.map(({ timeMs }) => timeMs)];
  const distances = times.slice(1).map((timeMs, index) => timeMs - (times[index] ?? 0));
  return distances.sort((one, other) => one - other)[Math.floor(distances.length / 2)] ?? 0;
}

/**
 * What evidence of one subject says of one gap. Pure.
 * @param evidence of one subject, in any order; what is outside the gap is left out.
 * @returns stretches within the gap, in order, not overlapping; what stays unknown is not among them.
 */
export function fillGap(gap: Gap, evidence: readonly Evidence[], limits: StateLimits): Finding[] {
  const inside = evidence
    .filter(({ timeMs }) => timeMs >= gap.fromMs && timeMs < gap.toMs)
    .sort((one, other) => one.timeMs - other.timeMs);
  const [first] = inside;
  if (!first) return [];
  const findings: Finding[] = [];
  let record = resumedRecord(first.subject, gap.before, gap.fromMs, gap.fromMs, gap.fromMs);
  let proof: string | undefined;
  let fromMs = gap.fromMs;
  for (const item of inside) {
    const { record: next, transitions } = applyEvidence(record, item, limits, item.timeMs);
    for (const { atMs, from, proof: because } of transitions) {
      const atInGapMs = Math.max(atMs, fromMs);
      if (from !== 'unknown') findings.push({ state: from, fromMs, toMs: atInGapMs, proof });
      fromMs = atInGapMs;
      proof = because;
    }
    record = next;
  }
  // Up to the next thing that is known, if that is the next round: there may be more on the way.
  const isJoined =
    gap.toMs - record.evidenceMs <= Math.min(limits.silenceMs, ROUNDS * roundOf(gap.fromMs, inside));
  const toMs = isJoined ? gap.toMs : record.evidenceMs;
  if (record.state !== 'unknown') findings.push({ state: record.state, fromMs, toMs, proof });
  return findings.filter((finding) => finding.toMs > finding.fromMs);
}
