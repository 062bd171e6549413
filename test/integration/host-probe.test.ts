/** The host probe on this machine, on a machine made of files, and against a real time server. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startHostProbe } from '../../agent/probes/host/probe.ts';
import { thisSystem } from '../../agent/probes/host/system.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { expectAsWritten } from '../setup/as-written.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { folderOfTest, makeFolder } from '../setup/temporary-folder.ts';

/** Starts the probe; `until` resolves with the first points for which the test is true. */
function start(root: string, settings: Record<string, unknown>) {
  const job = probeJobSchema.parse({
    ...{ id: 'self:here', kind: 'host', target: 'here', periodMs: 200, role: 'self' },
    ...{ tags: { site: 'here' }, settings },
  });
  if (job.kind !== 'host') throw new Error('not a host job');
  const log = memoryLogger();
  let onPoints: (points: Point[]) => void = () => {};
  const context = {
    ...{ scheduler: new Scheduler(), logger: log.logger, now: Date.now },
    emit: (points: Point[]) => {
      expectAsWritten(points);
      onPoints(points);
    },
  };
  const probe = startHostProbe(job, context, thisSystem(root));
  onTestFinished(() => probe.stop());
  const until = (enough: (points: Point[]) => boolean) =>
    new Promise<Point[]>((resolve) => {
      onPoints = (points) => enough(points) && resolve(points);
    });
  return { until, log };
}

const has = (measurement: string) => (points: Point[]) =>
  points.some((point) => point.measurement === measurement);
const one = (points: Point[], measurement: string) =>
  points.find((point) => point.measurement === measurement)!;

/** A machine made of files. */
async function machine(files: Record<string, string>): Promise<string> {
  const root = await folderOfTest();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

describe.skipIf(process.platform !== 'linux')('the host probe on this machine', () => {
  it('measures something real of every kind, with no configuration', async () => {
    const { until } = start('/', { dns: false });
    const points = await until(has('cpu'));
    expect(one(points, 'cpu').tags).toMatchObject({ site: 'here', cpu: 'cpu-total' });
    const share = numericField(one(points, 'cpu'), 'usage_active')!;
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(100);
    expect(numericField(one(points, 'mem'), 'available')).toBeLessThan(
      numericField(one(points, 'mem'), 'total')!,
    );
    const root = points.find(({ measurement, tags }) => measurement === 'disk' && tags.path === '/')!;
    expect(root.fields).toMatchObject({ read_only: false });
    expect(numericField(root, 'inodes_total')).toBeGreaterThan(0);
    const { boot_id: bootId } = one(points, 'system').fields;
    expect(bootId).toMatch(/^[0-9a-f]{16}$/);
    const upS = Date.now() / 1_000 - numericField(one(points, 'system'), 'boot_time')!;
    expect(Math.abs(upS - numericField(one(points, 'system'), 'uptime')!)).toBeLessThan(60);
    expect(one(points, 'default_route').tags.family).toBe('ipv4');
  });
});

describe('the host probe on a machine made of files', () => {
  const ROUTE = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n';
  const DEV = 'eth0: 1000 1 0 0 0 0 0 0 500 1 0 0 0 0 0 0\n';

  it('tells of a link without carrier, a gateway that is silent, a hot board and an empty battery', async () => {
    const root = await machine({
      'proc/net/dev': DEV,
      'proc/net/route': `${ROUTE}eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n`,
      'proc/net/arp': 'IP address\n192.0.2.1 0x1 0x0 00:00:00:00:00:00 * eth0\n',
      'sys/class/net/eth0/carrier': '0\n',
      'sys/class/net/eth0/carrier_changes': '7\n',
      'sys/class/net/eth0/speed': '100\n',
      'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
      'sys/class/thermal/thermal_zone0/temp': '81500\n',
      'sys/class/thermal/cooling_device0/type': 'fan\n',
      'sys/class/power_supply/ups/type': 'UPS\n',
      'sys/class/power_supply/ups/status': 'Discharging\n',
      'sys/class/power_supply/ups/capacity': '12\n',
      'sys/class/power_supply/ups/time_to_empty_now': '300\n',
      'sys/class/power_supply/mouse/type': 'Battery\n',
      'sys/class/power_supply/mouse/scope': 'Device\n',
      'sys/class/power_supply/mouse/capacity': '3\n',
    });
    const points = await start(root, { dns: false }).until(has('net'));
    expect(one(points, 'net')).toMatchObject({
      tags: { interface: 'eth0' },
      fields: { carrier: false, carrier_changes: 7n, speed: 100n, bytes_recv: 1_000n },
    });
    expect(one(points, 'default_route')).toMatchObject({
      tags: { interface: 'eth0', gateway: '192.0.2.1' },
      fields: { present: true, gateway_known: false },
    });
    expect(one(points, 'temp')).toMatchObject({
      tags: { sensor: 'cpu-thermal:thermal_zone0' },
      fields: { temp: 81.5 },
    });
    expect(
      points
        .filter(({ measurement }) => measurement === 'ups')
        .map(({ tags, fields }) => [tags.supply, fields]),
    ).toEqual([['ups', { on_battery: true, charge_percent: 12, minutes_remaining: 5 }]]);
  });

  it('says that there is no way out', async () => {
    const root = await machine({ 'proc/net/route': ROUTE });
    const points = await start(root, { dns: false }).until(has('default_route'));
    expect(one(points, 'default_route').fields).toEqual({ present: false });
  });

  it('follows an interface from round to round', async () => {
    const root = await machine({ 'proc/net/dev': DEV });
    const { until } = start(root, { dns: false });
    const first = one(await until(has('net')), 'net');
    expect(first.fields).not.toHaveProperty('in_bps');
    await writeFile(join(root, 'proc/net/dev'), DEV.replace('1000', '999000'));
    const rated = await until((points) => (numericField(one(points, 'net'), 'in_bps') ?? 0) > 0);
    expect(numericField(one(rated, 'net'), 'out_bps')).toBe(0);
  });

  it('measures without /proc what the system’s calls say, and logs why the rest is missing', async () => {
    const { until, log } = start(await machine({}), { dns: false });
    const points = await until(has('cpu'));
    expect([...new Set(points.map(({ measurement }) => measurement))].sort()).toEqual([
      'cpu',
      'disk',
      'mem',
      'system',
    ]);
    expect(one(points, 'system').fields).not.toHaveProperty('boot_id');
    await log.logged(/not measured here.*interfaces/);
  });

  it('asks the name servers of the machine', async () => {
    // Nobody listens on port 53 of this address, unless by chance.
    const { host } = loopbackEndpoint();
    const root = await machine({ 'etc/resolv.conf': `nameserver ${host}\n` });
    const points = await start(root, { dns: true }).until(has('dns_query'));
    expect(one(points, 'dns_query')).toMatchObject({
      tags: { site: 'here', role: 'self', server: host, domain: '.', record_type: 'NS', result: 'error' },
    });
  });
});

describeWith(needs('chrony'), 'the clock', () => {
  let chronyd: Program | undefined;
  let remove: (() => Promise<void>) | undefined;
  const servers = { true: loopbackEndpoint(), lost: loopbackEndpoint() };
  let lost: Program | undefined;

  /** A time server that sets no clock. */
  async function serve(endpoint: { host: string; port: number }, ...more: string[]): Promise<Program> {
    const folder = await makeFolder();
    const before = remove;
    remove = async () => {
      await before?.();
      await folder.remove();
    };
    const config = [
      ...[`port ${endpoint.port}`, `bindaddress ${endpoint.host}`, 'cmdport 0', 'allow', 'user root'],
      ...[`pidfile ${join(folder.path, 'pid')}`, 'bindcmdaddress /', ...more],
    ];
    const file = join(folder.path, 'chrony.conf');
    await writeFile(file, `${config.join('\n')}\n`);
    const program = new Program({ command: 'chronyd', args: ['-d', '-x', '-f', file] });
    await program.waitForLine(/chronyd version/);
    return program;
  }

  beforeAll(async () => {
    chronyd = await serve(servers.true, 'local stratum 8');
    lost = await serve(servers.lost);
  });
  afterAll(async () => {
    await chronyd?.stop();
    await lost?.stop();
    await remove?.();
  });

  const measured = async (endpoint: { host: string; port: number }) => {
    const root = await machine({});
    // chronyd does not say when it listens: until then the machine refuses at once.
    for (;;) {
      const points = await start(root, { ntp_servers: [written(endpoint)] }).until(has('clock'));
      if (one(points, 'clock').tags.result !== 'connection_failed') return one(points, 'clock');
    }
  };

  it('is that of chronyd on the same machine', async () => {
    const { tags, fields } = await measured(servers.true);
    expect(tags).toMatchObject({ site: 'here', server: written(servers.true), result: 'success' });
    expect(fields).toMatchObject({ stratum: 8n, result_code: 0n });
    // Date.now has milliseconds.
    expect(Math.abs(Number(fields.offset_ms))).toBeLessThan(20);
  });

  it('is not compared with one that does not know the time', async () => {
    expect((await measured(servers.lost)).tags.result).toBe('unsynchronised');
  });
});
