import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { bundleProgram } from '../setup/bundle.mjs';
import { describeWith, needs } from '../setup/needs.ts';
import { NotALabAddress } from './addresses.ts';
import { Lab } from './lab.ts';
import { labFolder, listNamespaces } from './namespaces.ts';
import { RequestFailed } from './node-client.ts';

/** Serves what its test asks for: a page, a stream of three events, a large body, its clock. */
const SERVER = `
import { createServer } from 'node:http';
createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const n of [1, 2, 3]) response.write(': ping\\n\\nid: ' + n + '\\nevent: state\\ndata: {"n":' + n + '}\\n\\n');
  } else if (request.url === '/large') response.end('x'.repeat(100_000));
  else if (request.url === '/time') response.end(String(Date.now()));
  else response.end(request.headers.authorization ?? 'nobody');
}).listen(8080, () => console.log('listening'));
`;

/** `Array.fromAsync`, which Node 20 lacks. */
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function serve(lab: Lab, node: string) {
  const server = lab.spawn(node, process.execPath, ['--input-type=module', '-e', SERVER]);
  await server.waitForLine(/^listening$/);
  return server;
}

describeWith(Lab.possible(), 'a province of a core, two hubs and four communes', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.create({ hubs: 2, communesPerHub: 2 });
  });
  afterEach(async () => {
    for (const node of lab.nodes) {
      await lab.power(node, 'on');
      if (node !== 'core') await lab.restore(node);
    }
  });
  afterAll(() => lab.close());

  it('reaches every site from the core, and a commune of another hub from a commune', async () => {
    expect(lab.nodes).toEqual(['core', 'hub1', 'hub1-c1', 'hub1-c2', 'hub2', 'hub2-c1', 'hub2-c2']);
    for (const node of lab.nodes) expect((await lab.ping('core', node)).lossPercent).toBe(0);
    expect((await lab.ping('hub1-c1', 'hub2-c2')).received).toBe(5);
    expect((await lab.ping('hub1-c1', lab.gateway('hub1-c1'))).received).toBe(5);
  });

  it('reaches nothing outside: there is no way out', async () => {
    const routes = await lab.run('core', 'ip', ['route', 'show', 'table', 'all']);
    expect(routes.stdout).not.toMatch(/default/);
    await expect(lab.ping('core', '192.0.2.1')).rejects.toThrow(NotALabAddress);
    await expect(lab.http('core', 'http://192.0.2.1/')).rejects.toThrow(NotALabAddress);
  });

  it('cuts the line of one site, silently, and restores it', async () => {
    await lab.cut('hub1-c1');
    expect((await lab.ping('core', 'hub1-c1', { timeoutMs: 200 })).received).toBe(0);
    expect((await lab.ping('core', 'hub1-c2')).lossPercent).toBe(0);
    const carrier = await lab.run('hub1-c1', 'cat', ['/sys/class/net/uplink/carrier']);
    expect(carrier.stdout.trim()).toBe('1');
    const tried = await lab.run('hub1-c1', 'ping', ['-c', '1', '-W', '0.3', lab.address('core')]);
    expect(tried.stdout + tried.stderr).not.toMatch(/unreachable|not permitted/i);
    await lab.restore('hub1-c1');
    expect((await lab.ping('core', 'hub1-c1')).lossPercent).toBe(0);
  });

  it('cuts everything behind a hub with the hub', async () => {
    await lab.cut('hub2');
    for (const node of ['hub2', 'hub2-c1', 'hub2-c2']) {
      expect((await lab.ping('core', node, { count: 3, timeoutMs: 200 })).received).toBe(0);
    }
    expect((await lab.ping('hub2-c1', 'hub2-c2')).lossPercent).toBe(0);
  });

  it('unplugs a line: both ends see it, and it comes back with its routes', async () => {
    await lab.unplug('hub1');
    const { upstream } = lab.interfaces('hub1');
    expect((await lab.run('core', 'cat', [`/sys/class/net/${upstream}/carrier`])).stdout.trim()).toBe('0');
    await lab.restore('hub1');
    expect((await lab.run('core', 'cat', [`/sys/class/net/${upstream}/carrier`])).stdout.trim()).toBe('1');
    expect((await lab.ping('hub1-c1', 'core')).lossPercent).toBe(0);
  });

  it('loses half of the packets of one direction', async () => {
    await lab.lose('hub1-c1', 50, 'up');
    const { sent, lossPercent } = await lab.ping('core', 'hub1-c1', { count: 400, intervalMs: 5 });
    expect(sent).toBe(400);
    // Binomial, n = 400, p = 1/2: 10 points are four standard deviations.
    expect(lossPercent).toBeGreaterThan(40);
    expect(lossPercent).toBeLessThan(60);
    const received = await lab.run('hub1-c1', 'nft', ['list', 'ruleset']);
    expect(received.stdout).not.toMatch(/drop/);
    await lab.lose('hub1-c1', 0, 'up');
    expect((await lab.ping('core', 'hub1-c1')).lossPercent).toBe(0);
  });

  it('congests a line to its bandwidth', async () => {
    await serve(lab, 'hub2-c1');
    const url = `http://${lab.address('hub2-c1')}:8080/large`;
    const timeFetch = async () => {
      const startMs = performance.now();
      expect((await lab.http('core', url)).body).toHaveLength(100_000);
      return performance.now() - startMs;
    };
    const freeMs = await timeFetch();
    await lab.congest('hub2-c1', 800);
    const congestedMs = await timeFetch();
    // 100 kB at 800 kbit/s are 1000 ms on the line; a quarter is left for the bucket's first burst.
    expect(congestedMs).toBeGreaterThan(750);
    expect(congestedMs).toBeGreaterThan(3 * freeMs);
  });

  it('takes the power from a node, kills what runs there and starts it again', async () => {
    const server = await serve(lab, 'hub1-c2');
    const url = `http://${lab.address('hub1-c2')}:8080/`;
    const pid = server.pid;
    await lab.power('hub1-c2', 'off');
    expect(await server.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await lab.ping('core', 'hub1-c2', { count: 2, timeoutMs: 200 })).received).toBe(0);
    await expect(lab.http('core', url, { timeoutMs: 300 })).rejects.toThrow(RequestFailed);
    expect(() => lab.spawn('hub1-c2', 'true')).toThrow('hub1-c2 has no power');
    await lab.power('hub1-c2', 'on');
    await server.waitForLine(/^listening$/);
    expect(server.pid).not.toBe(pid);
    expect((await lab.http('core', url)).status).toBe(200);
    await server.stop();
  });

  it('lets nothing through a hub without power', async () => {
    await lab.power('hub2', 'off');
    expect((await lab.ping('hub2-c1', 'hub2-c2', { count: 2, timeoutMs: 200 })).received).toBe(0);
    await lab.power('hub2', 'on');
    expect((await lab.ping('core', 'hub2-c1')).lossPercent).toBe(0);
  });

  it('speaks HTTP with a token, and follows events, from inside a node', async () => {
    const server = await serve(lab, 'core');
    const url = `http://${lab.address('core')}:8080`;
    const answer = await lab.http('hub1-c1', `${url}/`, { token: 'secret' });
    expect(answer).toMatchObject({ status: 200, body: 'Bearer secret' });
    const numbers: string[] = [];
    for await (const frame of lab.events('hub1-c1', `${url}/events`, { token: 'secret' })) {
      numbers.push(`${frame.event} ${frame.id} ${frame.data}`);
      if (numbers.length === 3) break;
    }
    expect(numbers).toEqual(['state 1 {"n":1}', 'state 2 {"n":2}', 'state 3 {"n":3}']);
    const following = lab.events('hub1-c1', `${url}/events`);
    await following.next();
    await server.stop();
    await expect(collect(following)).rejects.toThrow(RequestFailed);
  });

  it('reads the lines of a process, and says what it said when a line does not come', async () => {
    const process = lab.spawn('hub1', 'sh', ['-c', 'echo one; echo two >&2; echo three']);
    expect(await collect(process.lines())).toEqual(['one', 'three']);
    expect(await process.exit).toEqual({ code: 0, signal: null });
    await expect(process.waitForLine(/four/)).rejects.toThrow(/ended without a line like \/four\/[\s\S]*two/);
    await expect(lab.spawn('hub1', 'sleep', ['9']).waitForLine(/five/, 50)).rejects.toThrow('within 50 ms');
  });

  it('answers STAMP packets', async () => {
    await lab.reflector('hub1-c1');
    const ask = `
      import { createSocket } from 'node:dgram';
      const socket = createSocket('udp4');
      socket.on('message', (reply) => { console.log(reply.length, reply.readUInt32BE(24)); socket.close(); });
      const request = Buffer.alloc(44);
      request.writeUInt32BE(7, 0);
      socket.send(request, 862, '${lab.address('hub1-c1')}');`;
    const asking = lab.spawn('core', process.execPath, ['--input-type=module', '-e', ask]);
    await asking.waitForLine(/^44 7$/);
  });

  it("sets the clock of a node's own programs off while they run", async () => {
    await lab.skewClock('hub2-c2', 3_600_000);
    expect(await lab.wallClockMs('hub2-c2')).toBeGreaterThan(Date.now() + 3_500_000);
    await lab.skewClock('hub2-c2', 0);
    await sleep(100);
    expect(Math.abs((await lab.wallClockMs('hub2-c2')) - Date.now())).toBeLessThan(1_000);
  });
});

describeWith([Lab.possible(), needs('snmp', 'snmpd')], "Debian's snmpd in a node", () => {
  it("shows the node's own interfaces and counts what its line carries", async () => {
    const lab = await Lab.create({ hubs: 1, communesPerHub: 0 });
    try {
      await lab.snmpd('hub1');
      const walk = async (oid: string) => {
        const args = ['-v2c', '-cpublic', '-Oqv', lab.address('hub1'), oid];
        return (await lab.run('core', 'snmpbulkwalk', args)).stdout.replaceAll('"', '').trim().split('\n');
      };
      expect(await walk('.1.3.6.1.2.1.1.5')).toEqual(['hub1']);
      const names = await walk('.1.3.6.1.2.1.31.1.1.1.1');
      expect(names.sort()).toEqual(['lo', 'uplink']);
    } finally {
      await lab.close();
    }
  });
});

describeWith(Lab.possible(), 'what a lab leaves behind', () => {
  const program = fileURLToPath(new URL('../../dist/lab-test/abandoned-lab.mjs', import.meta.url));
  const children: ChildProcess[] = [];

  /** Another process that owns a lab. */
  async function startOwner(): Promise<{ owner: ChildProcess; namespaces: string[] }> {
    const owner = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(owner);
    for await (const line of createInterface({ input: owner.stdout as NodeJS.ReadableStream })) {
      if (line.startsWith('built ')) return { owner, namespaces: line.split(' ').slice(1) };
    }
    throw new Error('the owner ended without building');
  }

  /** Process ids of an owner's watchdogs. */
  async function watchdogsOf(owner: ChildProcess): Promise<number[]> {
    const children = await readFile(`/proc/${owner.pid}/task/${owner.pid}/children`, 'utf8');
    const pids: number[] = [];
    for (const pid of children.split(' ').filter((text) => text !== '')) {
      if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('watchdog.sh')) pids.push(Number(pid));
    }
    expect(pids).toHaveLength(1);
    return pids;
  }

  /** Those of the namespaces that are still there after at most five seconds. */
  async function remaining(namespaces: readonly string[]): Promise<string[]> {
    for (let attempt = 0; ; attempt++) {
      const present = await listNamespaces();
      const left = namespaces.filter((name) => present.includes(name));
      if (left.length === 0 || attempt === 50) return left;
      await sleep(100);
    }
  }

  beforeAll(async () => {
    await bundleProgram(fileURLToPath(new URL('helpers/abandoned-lab.ts', import.meta.url)), program);
    // The bundle looks for it beside itself.
    await copyFile(new URL('watchdog.sh', import.meta.url), join(dirname(program), 'watchdog.sh'));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(dirname(program), { recursive: true, force: true });
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('nothing when its owner dies of %s', async (signal) => {
    const { owner, namespaces } = await startOwner();
    expect(namespaces).toHaveLength(3);
    expect(await listNamespaces()).toEqual(expect.arrayContaining(namespaces));
    owner.kill(signal);
    await once(owner, 'exit');
    expect(await remaining(namespaces)).toEqual([]);
  });

  it('nothing after the next lab, when the watchdog died with its owner', async () => {
    const { owner, namespaces } = await startOwner();
    for (const pid of await watchdogsOf(owner)) process.kill(pid, 'SIGKILL');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await listNamespaces()).toEqual(expect.arrayContaining(namespaces));
    const next = await Lab.create({ hubs: 0, communesPerHub: 0 });
    const left = await listNamespaces();
    await next.close();
    expect(left.filter((name) => namespaces.includes(name))).toEqual([]);
    const folder = labFolder(String(namespaces[0]).replace(/core$/, ''));
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('two labs at once do not meet', async () => {
    const [one, two] = await Promise.all([
      Lab.create({ hubs: 1, communesPerHub: 1 }),
      Lab.create({ hubs: 1, communesPerHub: 1 }),
    ]);
    await one.cut('hub1');
    expect((await one.ping('core', 'hub1-c1', { count: 2, timeoutMs: 200 })).received).toBe(0);
    expect((await two.ping('core', 'hub1-c1')).lossPercent).toBe(0);
    const gone = one.nodes.map((node) => one.namespace(node));
    await one.close();
    expect(await remaining(gone)).toEqual([]);
    expect((await two.ping('core', 'hub1-c1')).lossPercent).toBe(0);
    await two.close();
  });
});
