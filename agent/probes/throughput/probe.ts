/** How much a line carries: TCP to another agent and back, for a few seconds, in the hours when nobody needs it. */
import type { FieldValue } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import type { FlowDirection } from '../../throughput/control.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { failureOf, startRounds } from '../rounds.ts';
import { isAllowed } from './allowed.ts';
import { type FlowResult, runFlow } from './client.ts';

/** What is not possible now (another test, a call, the wrong hour) may be a little later. */
const LOOK_AGAIN_MS = 300_000;
/** Connections, and two ways, beside the tests themselves. */
const OVERHEAD_MS = 15_000;
const DIRECTIONS: readonly FlowDirection[] = ['forward', 'back'];

type Failure = Extract<FlowResult, { failure: unknown }>['failure'] | ReturnType<typeof failureOf>;

/** @returns the fields of both directions, or why there are none. */
async function measure(
  job: JobOf<'throughput'>,
  signal: AbortSignal,
): Promise<Record<string, FieldValue> | Failure> {
  const { settings } = job;
  const target = splitTarget(job.target, settings.port);
  const fields: Record<string, FieldValue> = {};
  for (const direction of DIRECTIONS) {
    const request = { direction, durationMs: settings.duration, maxKbps: settings.max_kbps };
    const result = await runFlow(target, settings.key, request, signal).catch((error) => ({
      failure: failureOf(error, signal),
    }));
    if ('failure' in result) return result.failure;
    fields[`${direction}_bps`] = result.bps;
    fields[`${direction}_bytes`] = BigInt(result.bytes);
    fields[`${direction}_duration_ms`] = result.durationMs;
  }
  return fields;
}

export const throughputProbe: Probe<'throughput'> = {
  kind: 'throughput',
  start(job: JobOf<'throughput'>, context: ProbeContext): RunningProbe {
    const { settings } = job;
    let measuredAtMs = Number.NEGATIVE_INFINITY;
    const lookEveryMs = Math.min(job.periodMs, LOOK_AGAIN_MS);
    /** Half a look early is in time: or each period would be a look longer than it should. */
    const isDue = () => performance.now() - measuredAtMs >= job.periodMs - lookEveryMs / 2;
    const timeoutMs = DIRECTIONS.length * settings.duration + OVERHEAD_MS;
    return startRounds({ ...job, periodMs: lookEveryMs }, timeoutMs, context, async ({ startMs, signal }) => {
      if (!isDue() || !isAllowed(settings, startMs, context.lastCallMs?.())) return [];
      const outcome = await measure(job, signal);
      const failure = typeof outcome === 'string' ? outcome : undefined;
      // Somebody else's turn: a measurement was neither made nor missed.
      if (failure !== 'busy' && failure !== 'in_call') measuredAtMs = performance.now();
      const tags = { ...job.tags, role: job.role, target: job.target, result: failure ?? 'success' };
      const fields = typeof outcome === 'string' ? { success: false } : { ...outcome, success: true };
      return [{ measurement: 'throughput', tags, fields, timeMs: startMs }];
    });
  },
};
