/** What an agent says of itself with every request. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Heard } from '../agents/registry.ts';

/** Longer numbers are no clock's. */
const NUMBER = /^-?\d{1,15}$/;

function numberOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && NUMBER.test(header) ? Number(header) : undefined;
}

/**
 * The offset is the agent's own measurement, from times there and back; before it has one, its time less ours, in
 * which the way of the request is.
 */
export function heardOf(headers: IncomingHttpHeaders, nowMs: number): Heard {
  const timeMs = numberOf(headers['canhmang-time']);
  return {
    version: /^canhmang-agent\/([0-9A-Za-z.+-]{1,40})/.exec(headers['user-agent'] ?? '')?.[1],
    clockOffsetMs:
      numberOf(headers['canhmang-clock-offset']) ?? (timeMs === undefined ? undefined : timeMs - nowMs),
  };
}
