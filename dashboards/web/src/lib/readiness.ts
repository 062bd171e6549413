/** Whether a meeting could be held from a room now, and what stands against it. Pure. */
import type { RoomRow } from '../../../../collector/api/types/rooms.ts';

export const READINESSES = ['no', 'limited', 'unknown', 'ready'] as const;
/** Worst first. */
export type Readiness = (typeof READINESSES)[number];

export const OBSTACLES = [
  'unreachable',
  'codec',
  'degraded',
  'mos',
  'loss',
  'jitter',
  'delay',
  'line',
  'maintenance',
  'unmeasured',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/**
 * From here on people in a meeting notice. MOS: ITU-T G.107 annex B, "some users dissatisfied" begins below; delay:
 * 150 ms one way (G.114), there and back; loss and jitter as conference equipment is specified for.
 */
export const NOTICED = { mos: 4.0, lossPercent: 1, jitterMs: 30, rttMs: 300, lineShare: 0.85 } as const;

/** Part of a line that is in use, the busier direction, 0 to 1; `null`: not measured. */
export function lineShare({ inBps, outBps, bandwidthKbps }: RoomRow['lines'][number]): number | null {
  const busiest = Math.max(inBps ?? -1, outBps ?? -1);
  return busiest < 0 ? null : busiest / (bandwidthKbps * 1000);
}

/** What stands against a meeting, the gravest first. */
export function obstaclesOf(room: RoomRow): Obstacle[] {
  if (room.state === 'down' || room.state === 'unreachable') return ['unreachable'];
  if (room.codec?.reachable === false) return ['codec'];
  const over = (value: number | null, limit: number) => value !== null && value > limit;
  const found: [Obstacle, boolean][] = [
    ['mos', room.mos !== null && room.mos < NOTICED.mos],
    ['loss', over(room.lossPercent, NOTICED.lossPercent)],
    ['jitter', over(room.jitterMs, NOTICED.jitterMs)],
    ['delay', over(room.rttMs, NOTICED.rttMs)],
    ['line', room.lines.some((line) => over(lineShare(line), NOTICED.lineShare))],
    ['maintenance', room.maintenance],
    ['unmeasured', room.state === 'unknown'],
  ];
  const obstacles = found.filter(([, is]) => is).map(([obstacle]) => obstacle);
  // The state engine has the installation's own limits: what it calls degraded is, whatever these say.
  return room.state === 'degraded' && obstacles.length === 0 ? ['degraded'] : obstacles;
}

/** The verdict of what stands against it. */
export function readinessOf(obstacles: readonly Obstacle[]): Readiness {
  if (obstacles.includes('unreachable') || obstacles.includes('codec')) return 'no';
  if (obstacles.includes('unmeasured')) return 'unknown';
  return obstacles.length > 0 ? 'limited' : 'ready';
}

export function readinessRank(readiness: Readiness): number {
  return READINESSES.indexOf(readiness);
}
