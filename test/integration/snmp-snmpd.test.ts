import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import { interfacePoints } from '../../agent/probes/snmp/interface-points.ts';
import { pollDevice } from '../../agent/probes/snmp/probe.ts';
import { parseLines } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import type { ExpectedInterface } from '../setup/expected-interfaces.ts';
import { expectedInterfaces, IF_ENTRY, IF_X_ENTRY } from '../setup/expected-interfaces.ts';
import { othersOf } from '../setup/interface-others.ts';
import { written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { walk } from '../setup/net-snmp-walk.ts';
import type { Snmpd } from '../setup/snmpd.ts';
import { startSnmpd } from '../setup/snmpd.ts';

const COMMUNITY = 'giam-sat';

let snmpd: Snmpd;

function interfacesOf(version: '1' | '2c'): Promise<Map<string, ExpectedInterface>> {
  return walk(snmpd.endpoint, version, COMMUNITY, [IF_ENTRY, IF_X_ENTRY]).then(expectedInterfaces);
}

function pointsIn(stdout: string): Point[] {
  const { points, errors } = parseLines(stdout, 'ns', 0);
  expect(errors).toEqual([]);
  return points;
}

function clientFor(version: '1' | '2c', community = COMMUNITY): SnmpClient {
  const client = new SnmpClient({ ...snmpd.endpoint, version, community, timeoutMs: 5_000, retries: 0 });
  onTestFinished(() => client.close());
  return client;
}

describeWith([needs('snmp', 'snmpd'), needsBuild()], "Debian's snmpd", () => {
  beforeAll(async () => {
    snmpd = await startSnmpd({ community: COMMUNITY });
  });
  afterAll(() => snmpd?.close());

  it.each([
    { version: '2c', inField: 'ifHCInOctets', outField: 'ifHCOutOctets' },
    // SNMPv1 knows no 64-bit counters (RFC 2576 section 4.2.2.1).
    { version: '1', inField: 'ifInOctets', outField: 'ifOutOctets' },
  ] as const)('the probe command agrees with net-snmp, version $version', async (testCase) => {
    const { version, inField, outField } = testCase;
    const before = [...(await interfacesOf(version)).values()];
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--community', COMMUNITY];
    const { code, stdout, stderr } = await canhmang([...args, '--snmp-version', version, '--once']);
    const after = [...(await interfacesOf(version)).values()];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const [device, ...interfaces] = pointsIn(stdout);
    expect(device).toMatchObject({ measurement: 'snmp', fields: { result_code: 0n } });
    expect(device?.fields.uptime).toBeTypeOf('bigint');
    expect(device?.fields.response_ms).toBeGreaterThan(0);
    expect(interfaces.map(({ tags }) => tags.ifName)).toEqual(before.map(({ name }) => name));
    expect(before.length).toBeGreaterThan(0);
    for (const [index, { measurement, fields, tags }] of interfaces.entries()) {
      const [early, late] = [before[index], after[index]];
      expect(measurement).toBe('interface');
      expect(tags.ifAlias ?? '').toBe(early?.alias);
      for (const [field, column] of [
        [inField, 'inOctets'],
        [outField, 'outOctets'],
      ] as const) {
        expect(fields[field]).toBeGreaterThanOrEqual(early?.[column] ?? -1n);
        expect(fields[field]).toBeLessThanOrEqual(late?.[column] ?? -1n);
      }
      expect(fields.ifOperStatus).toBe(early?.others.ifOperStatus);
      expect(fields.ifAdminStatus).toBe(early?.others.ifAdminStatus);
      expect(fields.ifHighSpeed).toBe(early?.others.ifHighSpeed);
      // One poll has no rate.
      expect(fields).not.toHaveProperty('in_bps');
    }
  });

  it('two polls give rates, of the counters that both of them saw', async () => {
    const client = clientFor('2c');
    let nowMs = 1_000_000;
    const first = await pollDevice(client, 20, () => nowMs);
    nowMs += 10_000;
    const second = await pollDevice(client, 20, () => nowMs);
    const points = interfacePoints({ tags: {}, before: first.sample, after: second.sample, lines: {} });
    expect(points.length).toBe(second.sample.rows.size);
    expect(first.sample.upTimeTicks).toBeLessThanOrEqual(second.sample.upTimeTicks ?? -1n);
    for (const { tags, fields } of points) {
      const [early, late] = [first, second].map(({ sample }) => sample.rows.get(tags.ifName ?? ''));
      const octets = Number((late?.inOctets ?? 0n) - (early?.inOctets ?? 0n));
      expect(fields.in_bps).toBeCloseTo((octets * 8) / 10, 6);
      expect(fields.out_bps).toBeGreaterThanOrEqual(0);
    }
  });

  it('a wrong community is no answer: result code 2, exit code 3, and nothing else', async () => {
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--community', 'wrong', '--timeout', '200ms'];
    const { code, stdout } = await canhmang([...args, '--once']);
    expect(code).toBe(3);
    expect(pointsIn(stdout)).toMatchObject([{ measurement: 'snmp', fields: { result_code: 2n } }]);
    expect(stdout).not.toContain('wrong');
    const client = new SnmpClient({
      ...snmpd.endpoint,
      version: '2c',
      community: 'wrong',
      timeoutMs: 100,
      retries: 0,
    });
    onTestFinished(() => client.close());
    await expect(pollDevice(client, 20, Date.now)).rejects.toThrow(/timed out/i);
  });

  it.each([1, 5, 20])(
    'an agent that puts at most %i values into an answer gives all of them',
    async (limit) => {
      const modest = await startSnmpd({ community: COMMUNITY, more: [`maxGetbulkResponses ${limit}`] });
      onTestFinished(() => modest.close());
      const options = { ...modest.endpoint, version: '2c', community: COMMUNITY, retries: 0 } as const;
      const client = new SnmpClient({ ...options, timeoutMs: 5_000 });
      onTestFinished(() => client.close());
      const { rows } = (await pollDevice(client, 20, Date.now)).sample;
      const want = [...(await interfacesOf('2c')).values()];
      expect([...rows.keys()]).toEqual(want.map(({ name }) => name));
      for (const [index, row] of [...rows.values()].entries()) {
        expect(Object.keys(othersOf(row))).toEqual(Object.keys(want[index]?.others ?? {}));
        expect(row.counterBits).toBe(64);
        expect(row.inOctets).toBeTypeOf('bigint');
      }
    },
  );
});
