/** `canhmang diag` at a commune, with real faults on its way to the core: each has its verdict. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWith, needs } from '../setup/needs.ts';
import { mustRun } from './command.ts';
import { Lab } from './lab.ts';

const SITE = 'hub1-c1';
const COLLECTOR_PORT = 8105;
/** Anything that speaks HTTP has a `Date`. */
const SERVER = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(${COLLECTOR_PORT}, () => console.log('listening'))`;

const answerSchema = z.object({
  verdict: z.object({
    code: z.string(),
    fault: z.string(),
    sentence: z.string(),
    params: z.record(z.string(), z.string()),
  }),
  findings: z.array(z.object({ check: z.string(), outcome: z.string(), text: z.string() })),
});

describeWith(
  [Lab.possible(), needs('nftables', 'iproute2', 'iputils-ping', 'dnsmasq-base')],
  'the guided diagnosis in the lab',
  () => {
    let lab: Lab;

    beforeAll(async () => {
      lab = await Lab.create({ hubs: 2, communesPerHub: 1 });
      await serve();
    });
    afterEach(async () => {
      for (const node of lab.nodes) await lab.power(node, 'on');
      for (const node of lab.nodes.slice(1)) await lab.restore(node);
      await lab.skewClock(SITE, 0);
    });
    afterAll(() => lab?.close());

    async function serve() {
      const server = lab.spawn('core', process.execPath, ['-e', SERVER]);
      await server.waitForLine(/^listening$/);
      const dnsArguments = ['--keep-in-foreground', '--no-resolv', '--no-hosts', '--conf-file=/dev/null'];
      const dns = lab.spawn('core', 'dnsmasq', [
        ...dnsArguments,
        '--log-facility=-',
        '--user=root',
        '--pid-file=',
      ]);
      await dns.waitForLine(/started/);
    }

    /** @param more options that take the place of the usual ones. */
    async function diagnose(more: Readonly<Record<string, string>> = {}) {
      const core = lab.address('core');
      const options = {
        core,
        hub: lab.address('hub1'),
        dns: core,
        packets: '20',
        ...more,
      };
      const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
      const program = lab.canhmang(SITE, ['diag', ...given, '--json', '--lang=en']);
      const lines: string[] = [];
      for await (const line of program.lines()) lines.push(line);
      const { code } = await program.exit;
      return { ...answerSchema.parse(JSON.parse(lines.join('\n'))), exitCode: code };
    }

    const withCollector = () => ({ collector: `http://${lab.address('core')}:${COLLECTOR_PORT}` });

    it('finds nothing where nothing is wrong', async () => {
      const { verdict, findings, exitCode } = await diagnose(withCollector());
      expect(verdict).toMatchObject({ code: 'fine', fault: 'none' });
      expect(findings.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual(
        ['interface', 'gateway', 'dns', 'path', 'hub', 'core', 'mtu', 'collector', 'clock'].map(
          (check) => `${check}: ok`,
        ),
      );
      const path = findings.find(({ check }) => check === 'path');
      expect(path?.text).toBe(`${lab.address('hub1')} → ${lab.address('core')}`);
      expect(exitCode).toBe(0);
    });

    it('cable out: the office', async () => {
      // The other end goes down: this one is left without a signal, as by a cable that is pulled.
      const { upstream } = lab.interfaces(SITE);
      await lab.run('hub1', 'ip', ['link', 'set', upstream, 'down']);
      const { verdict, exitCode } = await diagnose();
      expect(verdict).toMatchObject({ code: 'cable', fault: 'office', params: { name: 'uplink' } });
      expect(exitCode).toBe(1);
      await lab.run('hub1', 'ip', ['link', 'set', upstream, 'up']);
      await lab.unplug('hub1');
      await lab.restore('hub1');
    });

    it('interface switched off: this machine', async () => {
      await lab.unplug(SITE);
      expect((await diagnose()).verdict).toMatchObject({ code: 'interface_off', fault: 'machine' });
    });

    it('gateway dead: the router', async () => {
      await lab.power('hub1', 'off');
      const { verdict } = await diagnose();
      expect(verdict).toMatchObject({
        code: 'gateway',
        fault: 'router',
        params: { gateway: lab.gateway(SITE) },
      });
    });

    it('everything behind the gateway silent: the carrier', async () => {
      await lab.cut('hub1');
      const { verdict } = await diagnose({ hub: lab.address('hub2') });
      expect(verdict).toMatchObject({
        code: 'line',
        fault: 'carrier',
        params: { last: lab.address('hub1') },
      });
    });

    it('core down, hub up: the core', async () => {
      await lab.power('core', 'off');
      expect((await diagnose()).verdict).toMatchObject({ code: 'core', fault: 'core' });
    });

    it('DNS dead: the name server', async () => {
      const { verdict } = await diagnose({ dns: lab.address('hub1') });
      expect(verdict).toMatchObject({ code: 'dns', params: { servers: lab.address('hub1') } });
    });

    it('5 % lost each way on the line behind the gateway', async () => {
      await lab.lose('hub1', 5);
      const { verdict } = await diagnose({ packets: '120' });
      // The hub answers without loss: what is lost is lost between it and the core.
      expect(verdict).toMatchObject({
        code: 'loss_core',
        fault: 'core',
        params: { address: lab.address('core') },
      });
    });

    it('a line with too small an MTU, that says so and that does not', async () => {
      const { upstream } = lab.interfaces('hub1');
      const narrow = (node: string, name: string, mtu: number) =>
        mustRun('ip', ['-n', lab.namespace(node), 'link', 'set', name, 'mtu', String(mtu)]);
      // The hub knows of its narrow line and tells who sends too much.
      await narrow('hub1', 'uplink', 1_300);
      await narrow('core', upstream, 1_300);
      expect((await diagnose()).verdict).toMatchObject({ code: 'mtu_small', params: { bytes: '1300' } });
      // It does not know: what is too large for the other end is thrown away there.
      await lab.run(SITE, 'ip', ['route', 'flush', 'cache']);
      await narrow('hub1', 'uplink', 1_500);
      expect((await diagnose()).verdict).toMatchObject({ code: 'mtu_hole', fault: 'carrier' });
      await narrow('core', upstream, 1_500);
    });

    it('clock off: this machine', async () => {
      await lab.skewClock(SITE, 3_600_000);
      const { verdict } = await diagnose(withCollector());
      expect(verdict).toMatchObject({ code: 'clock', fault: 'machine' });
      expect(Number(verdict.params.seconds)).toBeGreaterThan(3_590);
    });

    it('knows no address outside: says what it could not check, and why', async () => {
      const program = lab.canhmang(SITE, ['diag', '--dns', lab.address('core'), '--packets=3', '--lang=vi']);
      const lines: string[] = [];
      for await (const line of program.lines()) lines.push(line);
      expect(lines.find((line) => line.includes('Trung tâm tỉnh'))).toContain('--core');
      expect(lines.join('\n')).toContain('Kết luận:');
    });
  },
);
