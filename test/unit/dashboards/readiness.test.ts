import { describe, expect, it } from 'vitest';
import type { RoomRow } from '../../../collector/api/types/rooms.ts';
import { lineShare, obstaclesOf, readinessOf } from '../../../dashboards/web/src/lib/readiness.ts';

const line: RoomRow['lines'][number] = {
  id: 'a-line',
  carrier: 'VNPT',
  bandwidthKbps: 10_000,
  device: 'a-rt',
  interfaceName: 'wan0',
  targetPercent: 99.8,
  inBps: 1_000_000,
  outBps: 2_000_000,
};
const room: RoomRow = {
  id: 'room-a',
  name: 'Phòng họp',
  level: 'district',
  site: 'a',
  state: 'up',
  maintenance: false,
  since: '2026-11-26T00:00:00Z',
  rttMs: 5,
  lossPercent: 0,
  jitterMs: 1,
  mos: 4.4,
  codec: { reachable: true, inCall: false, callRateKbps: null },
  lines: [line],
};

describe('readiness of a room', () => {
  it('is there when nothing stands against it, also where no codec is asked', () => {
    expect(obstaclesOf(room)).toEqual([]);
    expect(obstaclesOf({ ...room, codec: null })).toEqual([]);
    expect(readinessOf([])).toBe('ready');
  });

  it.each([
    [{ state: 'down' }, ['unreachable'], 'no'],
    [{ state: 'unreachable', mos: 1 }, ['unreachable'], 'no'],
    [{ codec: { reachable: false, inCall: null, callRateKbps: null } }, ['codec'], 'no'],
    [{ state: 'unknown', mos: null }, ['unmeasured'], 'unknown'],
    [{ state: 'degraded' }, ['degraded'], 'limited'],
    [{ state: 'degraded', jitterMs: 90 }, ['jitter'], 'limited'],
    [{ mos: 3.2, lossPercent: 4 }, ['mos', 'loss'], 'limited'],
    [{ rttMs: 400 }, ['delay'], 'limited'],
    [{ lines: [{ ...line, outBps: 9_500_000 }] }, ['line'], 'limited'],
    [{ maintenance: true }, ['maintenance'], 'limited'],
  ] as const)('%o: %s, %s', (change, obstacles, readiness) => {
    const found = obstaclesOf({ ...room, ...change } as RoomRow);
    expect(found).toEqual(obstacles);
    expect(readinessOf(found)).toBe(readiness);
  });

  it('a line is as full as its busier direction', () => {
    expect(lineShare(line)).toBe(0.2);
    expect(lineShare({ ...line, inBps: null, outBps: null })).toBeNull();
    expect(lineShare({ ...line, outBps: null })).toBe(0.1);
  });
});
