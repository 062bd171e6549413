/** Drives the probes of services: one measurement a period, with a time limit, ended together with the probe. */
import type { Point } from '../../model/point.ts';
import type { ProbeContext, RunningProbe } from './probe.ts';

/** Why a service was not reached. The words are those of Telegraf's `http_response`. */
export type Failure = 'timeout' | 'dns_error' | 'connection_failed';

/** What a measurement works with. */
export interface Round {
  /** Wall clock at its start, epoch milliseconds. */
  readonly startMs: number;
  /** Ends at the time limit or when the probe is stopped: whatever is open then is to be closed. */
  readonly signal: AbortSignal;
}

class TimedOut extends Error {}

/** @param error of work under the signal. */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.reason instanceof TimedOut) return 'timeout';
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return 'timeout';
  return code === 'ENOTFOUND' || code.startsWith('EAI_') ? 'dns_error' : 'connection_failed';
}

/** Calls at the end of the signal, also one that has ended already. @returns how to call it off. */
export function onAbort(signal: AbortSignal, work: () => void): () => void {
  if (signal.aborted) work();
  else signal.addEventListener('abort', work, { once: true });
  return () => signal.removeEventListener('abort', work);
}

/**
 * Measures once a period.
 * @param measure gives no points where it was not its time; may throw what is ours or the machine's fault only, which
 *   is logged, once until it goes well again.
 */
export function startRounds(
  job: { readonly id: string; readonly kind: string; readonly periodMs: number },
  timeoutMs: number,
  context: ProbeContext,
  measure: (round: Round) => Promise<Point[]>,
): RunningProbe {
  let stopped = false;
  let complained = false;
  let current: AbortController | undefined;
  const stopRounds = context.scheduler.every(job.id, job.periodMs, async () => {
    const round = new AbortController();
    current = round;
    const timer = setTimeout(() => round.abort(new TimedOut()), timeoutMs);
    try {
      const points = await measure({ startMs: context.now(), signal: round.signal });
      if (stopped) return;
      complained = false;
      if (points.length > 0) context.emit(points);
    } catch (error) {
      if (stopped || complained) return;
      complained = true;
      context.logger.warn({ job: job.id, err: error }, `${job.kind}: cannot be measured`);
    } finally {
      clearTimeout(timer);
    }
  });
  return {
    stop() {
      stopped = true;
      stopRounds();
      current?.abort();
    },
  };
}
