/** The arithmetic behind the default size of a spool: what a large site measures, for longer than 30 days. */
import { expect, it } from 'vitest';
import type { SegmentRecord } from '../../../../journal/segment.ts';
import { encodeRecord, pack } from '../../../../journal/segment.ts';
import { formatPoints } from '../../../../model/line-protocol.ts';
import type { Point } from '../../../../model/point.ts';
import { spoolSchema } from '../../../../model/probe-settings.ts';

const MEASURED_S = 3_600;
const DAY_S = 86_400;
const WANTED_DAYS = 30;
const START_MS = Date.UTC(2026, 10, 23);
const tags = { site: 'ubnd-huyen-mu-cang-chai', agent: 'mu-cang-chai' };

/** Digits that do not repeat, as clocks and counters give them; the same in every run. */
function noise(seed: number): number {
  return ((seed * 48_271 + 11) % 2_147_483_647) / 2_147_483_647;
}

/** Milliseconds with as many digits as they are measured with. */
const ms = (seed: number) => Math.round(noise(seed) * 30_000) / 1_000;

function interfacePoint(second: number, port: number, timeMs: number): Point {
  const grown = (rate: number) =>
    BigInt(Math.round(second * rate * (1 + noise(port)) + noise(second + port) * 1e5));
  return {
    measurement: 'interface',
    tags: {
      ...tags,
      device: `mu-cang-chai-sw${port % 3}`,
      ifName: `GigabitEthernet0/${port}`,
      role: 'device',
    },
    fields: {
      ifHCInOctets: grown(400_000),
      ifHCOutOctets: grown(150_000),
      ifInErrors: 0n,
      ifOutErrors: 0n,
      ifInDiscards: 0n,
      ifOutDiscards: 0n,
      ifOperStatus: 1n,
      ifAdminStatus: 1n,
      ifHighSpeed: 1_000n,
      in_bps: noise(second * 31 + port) * 1e7,
      out_bps: noise(second * 17 + port) * 1e7,
      in_utilisation: noise(second * 31 + port),
      out_utilisation: noise(second * 17 + port),
    },
    timeMs,
  };
}

function roundPoint(measurement: 'ping' | 'stamp', second: number, target: number, timeMs: number): Point {
  const seed = second * 7 + target;
  return {
    measurement,
    tags: { ...tags, url: `10.37.${target}.1`, role: 'gateway' },
    fields: {
      packets_transmitted: 5n,
      packets_received: 5n,
      percent_packet_loss: 0,
      minimum_response_ms: ms(seed),
      average_response_ms: ms(seed + 1),
      maximum_response_ms: ms(seed + 2),
      standard_deviation_ms: ms(seed + 3),
      jitter_ms: ms(seed + 4),
      result_code: 0n,
    },
    timeMs,
  };
}

function hostPoint(second: number, part: number, timeMs: number): Point {
  const fields = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`value_${index}`, ms(second + part + index)]),
  );
  return {
    measurement: `host_${part}`,
    tags: { ...tags, host: 'mu-cang-chai', role: 'self' },
    fields,
    timeMs,
  };
}

/** Three devices with 24 ports each a minute, five targets and a STAMP session every 5 s, the machine every 30 s. */
function pointsOf(second: number): Point[] {
  const timeMs = START_MS + second * 1_000 + Math.round(noise(second) * 1_000);
  const many = (count: number, make: (index: number) => Point) =>
    Array.from({ length: count }, (_, index) => make(index));
  return [
    ...(second % 60 === 0 ? many(72, (port) => interfacePoint(second, port, timeMs)) : []),
    ...(second % 5 === 0 ? many(5, (target) => roundPoint('ping', second, target, timeMs)) : []),
    ...(second % 5 === 2 ? [roundPoint('stamp', second, 9, timeMs)] : []),
    ...(second % 30 === 3 ? many(12, (part) => hostPoint(second, part, timeMs)) : []),
  ];
}

it('a spool of the default size holds more than 30 days of a large site', async () => {
  const records: SegmentRecord[] = [];
  for (let second = 0; second < MEASURED_S; second++) {
    const payload = Buffer.from(formatPoints(pointsOf(second)));
    if (payload.length > 0) records.push({ sequence: records.length + 1, payload });
  }
  const plainBytes = records.reduce(
    (sum, { sequence, payload }) => sum + encodeRecord(sequence, payload).length,
    0,
  );
  const packedBytes = (await pack(records)).length;
  const daysIn = (bytes: number) => (spoolSchema.parse({}).max_mb * 1e6) / (bytes * (DAY_S / MEASURED_S));
  expect(daysIn(packedBytes)).toBeGreaterThan(WANTED_DAYS);
  // Were it not packed, it would hold no more than this: the arithmetic is about something.
  expect(daysIn(plainBytes)).toBeLessThan(WANTED_DAYS);
});
