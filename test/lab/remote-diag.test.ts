/** `canhmang diag … --from SITE`: a technician at the core has the agent of a distant site test. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, needs } from '../setup/needs.ts';
import { Installation } from './installation.ts';
import { Lab } from './lab.ts';

const SITE = 'hub1-c1';
const ENDLESS = ['ping', '--every', '200ms', '--from', SITE] as const;

interface AuditList {
  items: { author: string; action: string; object: string; detail: string }[];
}

describeWith(
  [Lab.possible(), needs('fping', 'nftables', 'iproute2', 'iputils-ping', 'traceroute')],
  'a test from a site, in the lab',
  () => {
    let lab: Lab;
    let province: Installation;
    let token: string;

    beforeAll(async () => {
      lab = await Lab.create({ hubs: 1, communesPerHub: 1 });
      province = await Installation.start(lab, { inside: [SITE] });
      token = await province.token('ky-thuat', '--technician');
      await province.untilState(SITE, 'up');
    });
    afterAll(() => lab?.close());

    function start(words: readonly string[], as = token) {
      const args = ['diag', ...words, '--url', province.url, '--token', as, '--lang', 'en'];
      return lab.canhmang('core', args);
    }

    async function textOf(lines: AsyncGenerator<string, void, undefined>): Promise<string> {
      const all: string[] = [];
      for await (const line of lines) all.push(line);
      return all.join('\n');
    }

    async function diag(words: readonly string[], as?: string) {
      const program = start(words, as);
      const [out, err] = await Promise.all([textOf(program.lines()), textOf(program.errorLines())]);
      return { out, err, code: (await program.exit).code };
    }

    it('goes the way that the site goes, with nothing listening there', async () => {
      const { out, code } = await diag(['path', lab.address('core'), '--from', SITE, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        reached: true,
        hops: [{ address: lab.address('hub1') }, { address: lab.address('core') }],
      });
      const { stdout } = await lab.run(SITE, 'ss', ['--no-header', '--listening', '--tcp', '--numeric']);
      expect(stdout).toBe('');
    });

    it('the way of UDP and of TCP, hop by hop', async () => {
      for (const words of [['udp'], ['tcp', '--port', '8105']]) {
        const { out, code } = await diag([
          ...['path', lab.address('core'), '--from', SITE, '--json', '--protocol'],
          ...words,
        ]);
        expect(JSON.parse(out)).toMatchObject({
          ...{ reached: true, tool: 'traceroute', protocol: words[0] },
          hops: [{ address: lab.address('hub1') }, { address: lab.address('core') }],
        });
        expect(code).toBe(0);
      }
    });

    it('comes as it is measured; Ctrl-C gives the summary; one at a time', async () => {
      const program = start([...ENDLESS, lab.gateway(SITE)]);
      await program.waitForLine(/^3 {2}[\d.]+ ms$/);
      const second = await diag(['mtu', lab.gateway(SITE), '--from', SITE]);
      expect(second).toMatchObject({ code: 1, err: expect.stringContaining('another test is under way') });
      program.kill('SIGINT');
      await program.waitForLine(/: \d+ of \d+ answered, 0\.0 % lost/);
      expect((await program.exit).code).toBe(0);
    });

    it('ends with the one who asked, so that the next can begin', async () => {
      const program = start([...ENDLESS, lab.gateway(SITE)]);
      await program.waitForLine(/^1 {2}/);
      program.kill('SIGKILL');
      await program.exit;
      await province.collector.waitForLine(/"ended":"cancelled"/);
      const next = await diag([
        'ping',
        lab.gateway(SITE),
        '--every',
        '200ms',
        '--count',
        '1',
        '--from',
        SITE,
      ]);
      expect(next.code).toBe(0);
      const { stdout } = await lab.run(SITE, 'ps', [
        '--ppid',
        String(province.agent(SITE).pid),
        '-o',
        'args=',
      ]);
      expect(stdout.split('\n').filter((line) => line.includes('diag'))).toEqual([]);
    });

    it('says who may not, and which site there is not', async () => {
      const reader = await province.token('xem', '--viewer');
      const other = await province.token('hub1-only', '--technician', '--site', 'hub1');
      const words = ['mtu', lab.gateway(SITE), '--from', SITE];
      const refused = { code: 3, err: expect.stringMatching(/this token may not .*--technician/) };
      expect(await diag(words, reader)).toMatchObject(refused);
      expect(await diag(words, other)).toMatchObject(refused);
      expect(await diag(['mtu', 'x', '--from', 'nowhere'])).toMatchObject({ code: 2 });
      expect(await diag(['mtu', 'x', '--from', 'hub1'])).toMatchObject({
        code: 3,
        err: expect.stringContaining('no agent at “hub1” is connected'),
      });
    });

    it('an agent that goes away half-way', async () => {
      const program = start([...ENDLESS, lab.gateway(SITE)]);
      await program.waitForLine(/^1 {2}/);
      const agent = province.agent(SITE);
      agent.kill('SIGKILL');
      await agent.exit;
      agent.start();
      await program.waitForLine(/the agent hub1-c1 went away half-way/, 20_000);
      expect((await program.exit).code).toBe(3);
    });

    it('is in the audit, with who had what done where and how it ended', async () => {
      const admin = await province.token('sep', '--admin');
      const answer = await lab.http('core', `${province.url}/api/v1/audit`, { token: admin });
      const { items } = JSON.parse(answer.body) as AuditList;
      const ofSite = items.map(({ author, action, object, detail }) => [author, action, object, detail]);
      const path = `path ${lab.address('core')}`;
      expect(ofSite).toContainEqual(['ky-thuat', 'test.start', `site:${SITE}`, `${path} (${SITE})`]);
      expect(ofSite).toContainEqual(['ky-thuat', 'test.end', `site:${SITE}`, `${path} (done, exit code 0)`]);
      expect(ofSite.some(([, , , detail]) => detail?.endsWith('(the agent went away)'))).toBe(true);
    });
  },
);
