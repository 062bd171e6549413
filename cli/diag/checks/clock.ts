/** This machine's clock against a time server's (RFC 5905). */
import { measureClock } from '../../../agent/probes/host/servers.ts';
import { numericField } from '../../../model/point.ts';
import type { ClockFact } from '../facts.ts';

const LIMIT_MS = 3_000;

/** @returns `undefined` when it does not answer. */
export async function askTime(server: string): Promise<ClockFact | undefined> {
  const round = { startMs: Date.now(), signal: AbortSignal.timeout(LIMIT_MS) };
  const point = await measureClock(server, {}, Date.now, round);
  const offsetMs = numericField(point, 'offset_ms');
  // Of a clock that is behind, the server's is ahead.
  return offsetMs === undefined ? undefined : { offsetMs: -offsetMs, source: server };
}
