/** Agents are brought to a new version: offered, tried, taken or given up; with real collectors, agents and scripts. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { AgentBundleStatus } from '../../collector/api/types/agents.ts';
import { bundleId, makeKeyPair, signBundle } from '../../config/signed-bundle.ts';
import { VERSION } from '../../model/version.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import type { FalseOffer } from '../setup/impostor.ts';
import { Impostor } from '../setup/impostor.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { run } from '../setup/program.ts';
import { RestartedService } from '../setup/restarted-service.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const TOOL = fileURLToPath(new URL('../../tools/package.mjs', import.meta.url));
const SITE = 'tram-tau';
const BUILD_MS = 60_000;
/** More than the slowest of these machines takes from start to check-in, less than anybody wants to wait. */
const TRIAL = '4s';
/** Too small for a new version. */
const SMALL_DISK = 'size=8m';

/** A script that passes its own test and then does something else. */
const script = (version: string, then: string) => `#!/usr/bin/env node
const words = process.argv.slice(2).join(' ');
if (words === '--version') console.log('${version}');
else if (!words.includes('self-test')) { ${then} }
`;

describeWith(needsBuild(), 'new versions of agents', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let impostor: Impostor;
  let adminToken = '';
  let made = 0;
  const path = (name: string) => join(folder.path, name);
  const config = () => ['--config', path('canhmang.yaml'), '--data', path('data')];
  const bundle = (...args: string[]) =>
    canhmang(['agents', 'bundle', ...args, '--url', collector.url, '--token', adminToken, '--lang', 'en']);
  const privateKey = () => readFileSync(path('key.pem'), 'utf8');

  /** The agent's one file as this version. */
  function build(version: string): string {
    const args = [TOOL, '--only', 'script', '--as', version, '--out', folder.path];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return path(`canhmang-agent-${version}.cjs`);
  }

  async function sign(file: string): Promise<string> {
    const { code, stdout, stderr } = await canhmang([
      'agents',
      'bundle',
      'sign',
      file,
      '--key',
      path('key.pem'),
    ]);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  async function signText(version: string, text: string): Promise<string> {
    const file = path(`script-${version}.cjs`);
    writeFileSync(file, text);
    return sign(file);
  }

  /** An agent installed as one file, enrolled, started again whenever it ends. */
  async function install(data: string, env: Record<string, string> = {}): Promise<RestartedService> {
    mkdirSync(data, { recursive: true });
    const file = path(`installed-${made++}.cjs`);
    copyFileSync(path(`canhmang-agent-${VERSION}.cjs`), file);
    const code = (await canhmang(['agents', 'code', SITE, ...config()])).stdout.trim();
    const enrol = ['agent', 'enroll', '--collector', impostor.url, '--code', code, '--data', data];
    const { code: status, stderr } = await run({ command: process.execPath, args: [file, ...enrol] });
    if (status !== 0) throw new Error(stderr);
    const service = new RestartedService({
      command: process.execPath,
      args: [file, 'agent', '--data', data, '--lang', 'en'],
      env: { CANHMANG_UPGRADES: 'yes', CANHMANG_UPGRADE_TRIAL: TRIAL, ...env },
    });
    onTestFinished(() => service.stop());
    await service.waitForLine(/"msg":"configuration applied"/);
    return service;
  }

  async function row() {
    const { stdout } = await bundle('status', '--json');
    return (JSON.parse(stdout) as AgentBundleStatus).items.find(({ agent }) => agent === SITE);
  }

  beforeAll(async () => {
    folder = await makeFolder();
    await writeInstallation(folder.path);
    const key = await canhmang(['agents', 'bundle', 'key', path('key.pem')]);
    expect(key.code).toBe(0);
    appendFileSync(path('canhmang.yaml'), `bundle_key: ${key.stdout.trim()}\n`);
    const yaml = readFileSync(path('canhmang.yaml'), 'utf8');
    const self = '  - { name: self, vantage: inside, of: agent, role: self, kind: host, every: 1s }';
    const entry = `  - { id: ${SITE}, vantage: inside, site: ${SITE}, sites: [${SITE}], backlog_kbps: unlimited }`;
    const changed = yaml
      .replace('probes:\n', `probes:\n${self}\n`)
      .replace('agents:\n', `agents:\n${entry}\n`);
    writeFileSync(path('canhmang.yaml'), changed);
    build(VERSION);
    collector = await startCollector({ config: path('canhmang.yaml'), data: path('data') });
    impostor = await Impostor.start(collector.url);
    adminToken = (await canhmang(['token', 'chief', '--admin', ...config()])).stdout.trim();
  }, BUILD_MS);

  afterAll(async () => {
    await impostor?.close();
    await collector?.program.stop();
    await folder.remove();
  });

  it(
    'a signed one is taken, tried and kept; an older one is not',
    async () => {
      const agent = await install(path('agent-good'));
      const file = await sign(build('9.1.0'));
      const offered = await bundle('offer', file, '--agents', SITE);
      expect([offered.code, offered.stderr.trim()]).toEqual([
        0,
        expect.stringContaining('9.1.0 is offered to tram-tau'),
      ]);
      expect(await row()).toMatchObject({ state: 'waiting', running: VERSION });
      await agent.restart();
      await agent.waitForLine(/"version":"9\.1\.0".*"msg":"bundle: checked in, it stays"/);
      expect(agent.ends.at(-1)).toEqual({ code: 0, signal: null });
      expect(await row()).toMatchObject({ state: 'running', running: '9.1.0', reason: null });
      await impostor.nextMeasurement();

      // It is what is started from now on, and an older one is not taken for it.
      expect((await bundle('offer', await sign(build('9.0.0')))).code).toBe(0);
      await agent.restart();
      await agent.waitForLine(
        /"reason":"older".*"detail":"9\.0\.0 is not newer than 9\.1\.0".*bundle: refused/,
      );
      await impostor.nextMeasurement();
      await expect.poll(row).toMatchObject({ state: 'refused', reason: 'older', running: '9.1.0' });
      const status = await bundle('status', '--check');
      expect(status.stdout).toMatch(/tram-tau +9\.1\.0 +refused +not newer than what it runs/);
      expect(status.code).toBe(1);
      expect((await bundle('withdraw')).code).toBe(0);
      expect((await bundle('withdraw')).code).toBe(2);
    },
    BUILD_MS,
  );

  it('the collector offers none that is tampered with, cut off, or signed by others', async () => {
    const good = readFileSync(await signText('9.2.0', script('9.2.0', '')));
    const refused = async (content: Buffer) => {
      writeFileSync(path('bad.bundle'), content);
      const { code, stderr } = await bundle('offer', path('bad.bundle'));
      return [code, stderr.trim()];
    };
    const tampered = Buffer.from(good);
    tampered[good.length - 20] = (tampered[good.length - 20] ?? 0) ^ 1;
    expect(await refused(tampered)).toEqual([1, expect.stringMatching(/not the \d+ that were signed/)]);
    expect(await refused(good.subarray(0, good.length - 5))).toEqual([
      1,
      expect.stringMatching(/not the \d+/),
    ]);
    expect(await refused(Buffer.from(good.toString('latin1').replace('9.2.0', '9.9.0'), 'latin1'))).toEqual([
      1,
      expect.stringContaining('the signature is not of the pinned key'),
    ]);
    const others = signBundle(
      Buffer.from(script('9.2.0', '')),
      '9.2.0',
      makeKeyPair().privateKey,
      new Date(),
    );
    expect(await refused(others)).toEqual([1, expect.stringContaining('not of the pinned key')]);
    expect(await refused(Buffer.from('#!/bin/sh'))).toEqual([1, expect.stringContaining('no bundle')]);
    expect((await bundle('offer', path('script-9.2.0.bundle'), '--agents', 'nobody')).code).toBe(2);
  });

  it(
    'an agent takes none of a collector that was taken over, and none that is cut off',
    async () => {
      const agent = await install(path('agent-attacked'));
      onTestFinished(() => {
        impostor.offer = undefined;
      });
      const attack = async (offer: FalseOffer, expected: RegExp) => {
        impostor.offer = offer;
        await agent.restart();
        await agent.waitForLine(expected);
        await impostor.nextMeasurement();
      };
      const body = Buffer.from(script('9.3.0', ''));
      const read = (file: Buffer, key = privateKey()) => ({ file, key });
      const offerOf = ({ file }: ReturnType<typeof read>): FalseOffer => {
        const end = file.indexOf('\n');
        const signed = JSON.parse(file.subarray(0, end).toString()) as {
          manifest: string;
          signature: string;
        };
        return { id: bundleId(signed), signed, packed: file.subarray(end + 1) };
      };
      const { privateKey: foreign } = makeKeyPair();
      await attack(
        offerOf(read(signBundle(body, '9.3.0', foreign, new Date()))),
        /"reason":"signature".*bundle: refused, this version stays/,
      );
      const real = signBundle(body, '9.3.0', privateKey(), new Date());
      const swapped = signBundle(
        Buffer.from(script('9.3.0', 'process.exit(66)')),
        '9.3.0',
        privateKey(),
        new Date(),
      );
      await attack(
        { ...offerOf(read(real)), packed: offerOf(read(swapped)).packed },
        /"reason":"(?:checksum|download)".*bundle: refused/,
      );
      await attack(
        offerOf(read(signBundle(body, '0.0.1', privateKey(), new Date()))),
        /"reason":"older","detail":"0\.0\.1 is not newer than .*bundle: refused/,
      );
      expect(agent.ends.every(({ code, signal }) => code === 0 || signal === 'SIGTERM')).toBe(true);
      // Cut off in its first part.
      const large = Buffer.concat([body, Buffer.from(`/*${randomText(120_000)}*/`)]);
      const whole = offerOf(read(signBundle(large, '9.3.1', privateKey(), new Date())));
      await attack({ ...whole, cuts: 1 }, /"reason":"download".*bundle: refused/);
      expect(await row()).toMatchObject({ running: VERSION, version: '9.3.1', reason: 'download' });
    },
    BUILD_MS,
  );

  it(
    'one whose own test fails is refused, and one that ends at its start, or hangs, is rolled back',
    async () => {
      const agent = await install(path('agent-broken'));
      const offer = async (version: string, text: string) => {
        expect((await bundle('offer', await signText(version, text))).code).toBe(0);
        await agent.restart();
      };
      const failing = `if (process.argv[2] === '--version') console.log('9.4.0'); else { console.error('no way'); process.exit(1); }`;
      await offer('9.4.0', failing);
      await agent.waitForLine(/"reason":"self_test","detail":"exit code 1: no way".*bundle: refused/);
      await impostor.nextMeasurement();

      await offer('9.4.1', script('9.4.1', 'throw new Error("not today")'));
      await agent.waitForLine(/"version":"9\.4\.1","reason":"crashed".*bundle: given up/);
      await impostor.nextMeasurement();
      await expect.poll(row).toMatchObject({ state: 'rolled_back', reason: 'crashed', running: VERSION });

      await offer('9.4.2', script('9.4.2', 'for (;;);'));
      await agent.waitForLine(/"version":"9\.4\.2","reason":"no_check_in".*bundle: given up/);
      await impostor.nextMeasurement();
      expect(agent.ends.some(({ signal }) => signal === 'SIGKILL')).toBe(true);
      const status = await bundle('status');
      expect(status.stdout).toMatch(
        /tram-tau .*rolled back +the new version did not reach the collector in time/,
      );
      await bundle('withdraw');
    },
    BUILD_MS,
  );

  it(
    'a full disk refuses it, and the agent measures on',
    async () => {
      if (process.getuid?.() !== 0) return;
      const disk = path('disk');
      mkdirSync(disk);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', SMALL_DISK, 'canhmang-test', disk]).status).toBe(0);
      onTestFinished(() => void spawnSync('umount', ['-l', disk]));
      const agent = await install(join(disk, 'agent'));
      const file = await signText('9.5.0', script('9.5.0', ''));
      expect((await bundle('offer', file)).code).toBe(0);
      await agent.restart();
      await agent.waitForLine(/"reason":"no_room".*bundle: refused, this version stays/);
      await impostor.nextMeasurement();
      await expect.poll(row).toMatchObject({ state: 'refused', reason: 'no_room', running: VERSION });
      await bundle('withdraw');
    },
    BUILD_MS,
  );
});

/** Which no compressor makes small. */
function randomText(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    text += state.toString(36);
  }
  return text;
}
