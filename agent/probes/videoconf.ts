/** `videoconf`: whether a room's codec is reached, by whichever protocol it was asked. */
import type { FieldValue, Point } from '../../model/point.ts';
import type { ProbeJob } from '../../model/probe-settings.ts';
import type { JobOf, ProbeContext, RunningProbe } from './probe.ts';
import type { Failure, Round } from './rounds.ts';
import { failureOf, startRounds } from './rounds.ts';

export interface CodecAnswer {
  /** Until the answer was here, milliseconds. */
  readonly responseMs: number;
  /** What the protocol adds. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** @param asked the answer, or why there is none. */
function codecPoint(job: ProbeJob, { startMs }: Round, asked: CodecAnswer | Failure): Point {
  return {
    measurement: 'videoconf',
    tags: { ...job.tags, role: job.role, protocol: job.kind, target: job.target },
    fields:
      typeof asked === 'string'
        ? { reachable: false, result_type: asked }
        : { reachable: true, result_type: 'success', response_ms: asked.responseMs, ...asked.fields },
    timeMs: startMs,
  };
}

/**
 * The same of a probe that measures something else in the first place, where it is about a room.
 * @param asked milliseconds until the codec answered, or why it did not.
 */
export function codecPoints(job: ProbeJob, round: Round, asked: number | Failure): Point[] {
  if (job.tags.room === undefined) return [];
  return [codecPoint(job, round, typeof asked === 'number' ? { responseMs: asked, fields: {} } : asked)];
}

/** @param ask throws when the codec is not reached. */
export function startCodecRounds(
  job: JobOf<'sip'> | JobOf<'h323'>,
  context: ProbeContext,
  ask: (signal: AbortSignal) => Promise<CodecAnswer>,
): RunningProbe {
  return startRounds(job, job.settings.timeout, context, async (round) => {
    const asked = await ask(round.signal).catch((error) => failureOf(error, round.signal));
    return [codecPoint(job, round, asked)];
  });
}
