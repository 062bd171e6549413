/** `videoconf`: whether a room's codec can be called, by whichever protocol it was asked. */
import type { FieldValue, Point } from '../../model/point.ts';
import type { JobOf, ProbeContext, RunningProbe } from './probe.ts';
import type { Round } from './rounds.ts';
import { failureOf, startRounds } from './rounds.ts';

export interface CodecAnswer {
  /** Until the answer was here, milliseconds. */
  readonly responseMs: number;
  /** What the protocol adds. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** @param ask throws when the codec is not reached. */
export function startCodecRounds(
  job: JobOf<'sip'> | JobOf<'h323'>,
  context: ProbeContext,
  ask: (signal: AbortSignal) => Promise<CodecAnswer>,
): RunningProbe {
  const point = (fields: Record<string, FieldValue>, { startMs }: Round): Point => ({
    measurement: 'videoconf',
    tags: { ...job.tags, role: job.role, protocol: job.kind, target: job.target },
    fields,
    timeMs: startMs,
  });
  return startRounds(job, job.settings.timeout, context, async (round) => {
    try {
      const { responseMs, fields } = await ask(round.signal);
      return [point({ reachable: true, result_type: 'success', response_ms: responseMs, ...fields }, round)];
    } catch (error) {
      return [point({ reachable: false, result_type: failureOf(error, round.signal) }, round)];
    }
  });
}
