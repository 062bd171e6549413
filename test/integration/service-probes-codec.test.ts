/** Codecs asked by SNMP: what a room's point has of a call, of no call, and of nobody there. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { shippedProfiles } from '../../config/profiles.ts';
import type { Point } from '../../model/point.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { expectAsWritten } from '../setup/as-written.ts';
import type { Endpoint } from '../setup/loopback.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { Recording, SnmpSim } from '../setup/snmpsim.ts';
import { startSnmpSim } from '../setup/snmpsim.ts';

const ROOM = { site: 'a', device: 'codec', room: 'r' };
const PROFILES = shippedProfiles();

const recording = (community: string, sysObjectId: string, values: readonly string[]): Recording => ({
  ...{ community, format: 'snmprec' },
  content: [`1.3.6.1.2.1.1.2.0|6|${sysObjectId}`, '1.3.6.1.2.1.1.3.0|67|4242', ...values, ''].join('\n'),
});

const POLYCOM = '1.3.6.1.4.1.13885.101.1';
const CISCO_CALL = '1.3.6.1.4.1.9.9.644.1';
const RECORDINGS: Recording[] = [
  recording('polycom-call', '1.3.6.1.4.1.13885.101', [
    `${POLYCOM}.1.4.0|4|RealPresence Group 500`,
    `${POLYCOM}.4.1.1.2.1|4|17`,
    `${POLYCOM}.4.1.1.2.2|4|18`,
    `${POLYCOM}.4.1.1.16.1|2|1`,
    `${POLYCOM}.4.1.1.16.2|2|3`,
  ]),
  recording('polycom-idle', '1.3.6.1.4.1.13885.101', [`${POLYCOM}.1.4.0|4|RealPresence Group 500`]),
  // Two streams received and one that has ended: 1 is true, 2 is false (TruthValue).
  recording('cisco-call', '1.3.6.1.4.1.5596.150.6', [
    `${CISCO_CALL}.2.1.0|2|1`,
    `${CISCO_CALL}.4.10.1.10.1.1|2|1`,
    `${CISCO_CALL}.4.10.1.10.1.2|2|1`,
    `${CISCO_CALL}.4.10.1.10.1.3|2|2`,
    `${CISCO_CALL}.4.10.1.14.1.1|66|1500000`,
    `${CISCO_CALL}.4.10.1.14.1.2|66|0`,
    `${CISCO_CALL}.4.10.1.14.1.3|66|99000000`,
    `${CISCO_CALL}.4.10.1.22.1.1|66|7`,
    `${CISCO_CALL}.4.10.1.22.1.2|66|4`,
    `${CISCO_CALL}.4.10.1.22.1.3|66|900`,
    `${CISCO_CALL}.4.10.1.38.1.1|66|64`,
    `${CISCO_CALL}.4.10.1.38.1.2|66|1920`,
    `${CISCO_CALL}.4.10.1.38.1.3|66|5000`,
  ]),
  recording('no-mib', '1.3.6.1.4.1.99999.1', []),
];

/** The points of the first round. */
async function firstRound(endpoint: Endpoint, community: string, tags: Record<string, string>) {
  const job = probeJobSchema.parse({
    ...{ id: 'devices:codec', kind: 'snmp', periodMs: 3_600_000, role: 'device', tags },
    ...{ target: written(endpoint), settings: { community, timeout: '2s', retries: 0 } },
  });
  let emit: (points: Point[]) => void = () => {};
  const points = new Promise<Point[]>((resolve) => {
    emit = (points) => {
      expectAsWritten(points);
      resolve(points);
    };
  });
  const probe = await startProbe(job, {
    ...{ scheduler: new Scheduler(), logger: memoryLogger().logger, now: () => 1_000 },
    emit,
    profiles: () => PROFILES,
  });
  onTestFinished(() => probe.stop());
  return (await points).filter(({ measurement }) => measurement === 'videoconf');
}

describeWith(needs('snmpsim'), 'a codec by SNMP', () => {
  let sim: SnmpSim;
  beforeAll(async () => {
    sim = await startSnmpSim(RECORDINGS);
  }, 120_000);
  afterAll(() => sim.close());

  it.each([
    ['polycom-call', { reachable: true, in_call: true, loss_percent: 3 }],
    ['polycom-idle', { reachable: true, in_call: false }],
    [
      'cisco-call',
      { reachable: true, in_call: true, call_rate_kbps: 1_984, loss_percent: 1.5, jitter_ms: 7 },
    ],
    ['no-mib', { reachable: true }],
  ])('%s: %o', async (community, fields) => {
    const points = await firstRound(sim.endpoint, community, ROOM);
    expect(points.map((point) => [point.tags, point.fields])).toEqual([
      [{ ...ROOM, protocol: 'snmp' }, fields],
    ]);
  });

  it('of no room is a device like another: what its profile has, and no word of being reached', async () => {
    const points = await firstRound(sim.endpoint, 'polycom-call', { site: 'a', device: 'codec' });
    expect(points.map(({ fields }) => fields)).toEqual([{ in_call: true, loss_percent: 3 }]);
  });

  it('that is not there', async () => {
    const points = await firstRound(loopbackEndpoint(), 'public', ROOM);
    expect(points.map(({ fields }) => fields)).toEqual([{ reachable: false }]);
  });
});
