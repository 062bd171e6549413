import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { SnmpTarget } from '../../agent/probes/snmp/client.ts';
import { SnmpClient } from '../../agent/probes/snmp/client.ts';
import { SYSTEM } from '../../agent/probes/snmp/oids.ts';
import { pollDevice } from '../../agent/probes/snmp/probe.ts';
import type { SnmpUser } from '../../agent/snmp-security.ts';
import { parseLines } from '../../model/line-protocol.ts';
import { canhmang, needsBuild } from '../setup/canhmang.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const AUTH_KEY = 'khoa-xac-thuc-123';
const PRIV_KEY = 'khoa-ma-hoa-456';

/** A user of each kind, by snmpd's names for the protocols. */
const CREATE_USERS = [
  `createUser sha256aes SHA-256 "${AUTH_KEY}" AES "${PRIV_KEY}"`,
  `createUser sha512aes SHA-512 "${AUTH_KEY}" AES "${PRIV_KEY}"`,
  `createUser sha1aes SHA "${AUTH_KEY}" AES "${PRIV_KEY}"`,
  `createUser sha256aes256 SHA-256 "${AUTH_KEY}" AES-256 "${PRIV_KEY}"`,
  `createUser md5des MD5 "${AUTH_KEY}" DES "${PRIV_KEY}"`,
  `createUser sha224 SHA-224 "${AUTH_KEY}"`,
  `createUser sha384 SHA-384 "${AUTH_KEY}"`,
  'createUser nobody',
];
const RIGHTS = [
  ...['sha256aes', 'sha512aes', 'sha1aes', 'sha256aes256', 'md5des'].map((user) => `rouser ${user} priv`),
  'rouser sha224 auth',
  'rouser sha384 auth',
  'rouser nobody noauth',
];

const key = { auth_key: AUTH_KEY } as const;
const keys = { ...key, priv_key: PRIV_KEY } as const;
const USERS = {
  'SHA-256 and AES': { user: 'sha256aes', level: 'authPriv', auth: 'sha256', priv: 'aes128', ...keys },
  'SHA-512 and AES': { user: 'sha512aes', level: 'authPriv', auth: 'sha512', priv: 'aes128', ...keys },
  'SHA-1 and AES': { user: 'sha1aes', level: 'authPriv', auth: 'sha1', priv: 'aes128', ...keys },
  'SHA-256 and AES-256': { user: 'sha256aes256', level: 'authPriv', auth: 'sha256', priv: 'aes256', ...keys },
  'MD5 and DES': { user: 'md5des', level: 'authPriv', auth: 'md5', priv: 'des', ...keys },
  'SHA-224': { user: 'sha224', level: 'authNoPriv', auth: 'sha224', ...key },
  'SHA-384': { user: 'sha384', level: 'authNoPriv', auth: 'sha384', ...key },
  'no key': { user: 'nobody', level: 'noAuthNoPriv' },
} as const satisfies Record<string, SnmpUser>;
const BEST = USERS['SHA-256 and AES'];

/** An snmpd that can be stopped and started at the same address, as the same engine or as another. */
class SnmpdOfUsers {
  readonly endpoint = loopbackEndpoint();
  readonly #folder: string;
  #program: Program | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param more lines of snmpd.conf: an engine id. */
  async start(more: readonly string[] = []): Promise<void> {
    // `snmpd.conf` in this folder is what it writes itself.
    const file = join(this.#folder, 'ours.conf');
    const lines = [`agentaddress udp:${written(this.endpoint)}`, ...RIGHTS, ...CREATE_USERS, ...more, ''];
    await writeFile(file, lines.join('\n'));
    this.#program = new Program({
      command: 'snmpd',
      // Without -C, which would keep it from what it wrote down of its starts.
      args: ['-f', '-Lo', '-c', file, '-p', `${file}.pid`],
      env: { SNMP_PERSISTENT_DIR: this.#folder, SNMPCONFPATH: this.#folder, MIBS: '' },
    });
    await this.#program.waitForLine(/NET-SNMP version/);
  }

  async stop(): Promise<void> {
    await this.#program?.stop();
  }

  /** What it knows of its starts is lost: boots count from one again. */
  async forget(): Promise<void> {
    await rm(join(this.#folder, 'snmpd.conf'), { force: true });
    await rm(join(this.#folder, 'cert_indexes'), { recursive: true, force: true });
  }
}

let snmpd: SnmpdOfUsers;
let remove: () => Promise<void>;

async function startOwn(more?: readonly string[]): Promise<SnmpdOfUsers> {
  const folder = await makeFolder();
  onTestFinished(() => folder.remove());
  const own = new SnmpdOfUsers(folder.path);
  onTestFinished(() => own.stop());
  await own.start(more);
  return own;
}

function clientOf(server: SnmpdOfUsers, user: SnmpUser, more: Partial<SnmpTarget> = {}): SnmpClient {
  const target = { ...server.endpoint, version: '3', ...user, timeoutMs: 3_000, retries: 1, ...more };
  const client = new SnmpClient(target as SnmpTarget);
  onTestFinished(() => client.close());
  return client;
}

const rowsOf = async (client: SnmpClient) => (await pollDevice(client, 20, Date.now)).sample.rows.size;

describeWith([needs('snmp', 'snmpd'), needsBuild()], "Debian's snmpd with SNMPv3 users", () => {
  beforeAll(async () => {
    const folder = await makeFolder();
    remove = folder.remove;
    snmpd = new SnmpdOfUsers(folder.path);
    await snmpd.start();
  });
  afterAll(async () => {
    await snmpd?.stop();
    await remove?.();
  });

  it.each(Object.entries(USERS))('a poll with %s', async (_, user) => {
    const client = clientOf(snmpd, user);
    expect(await rowsOf(client)).toBeGreaterThan(0);
    expect(await rowsOf(client)).toBeGreaterThan(0);
  });

  it('a poll over IPv6, from the search for the engine on', async () => {
    const { port } = loopbackEndpoint();
    const own = await startOwn([`agentaddress udp6:[::1]:${port}`]);
    expect(await rowsOf(clientOf(own, BEST, { host: '::1', port }))).toBeGreaterThan(0);
  });

  it('the probe command polls with the keys of its options', async () => {
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--snmp-version', '3', '--user', 'sha256aes'];
    const auth = ['--level', 'authPriv', '--auth', 'sha256', '--auth-key', AUTH_KEY];
    const priv = ['--priv', 'aes128', '--priv-key', PRIV_KEY];
    const { code, stdout, stderr } = await canhmang([...args, ...auth, ...priv, '--once']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { points } = parseLines(stdout, 'ns', 0);
    expect(points[0]).toMatchObject({ measurement: 'snmp', fields: { result_code: 0n } });
    expect(points.length).toBeGreaterThan(1);
  });

  it('the probe command names the key that is too short', async () => {
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--snmp-version', '3', '--user', 'sha224'];
    const auth = ['--level', 'authNoPriv', '--auth', 'sha224', '--auth-key', 'short', '--lang', 'en'];
    const { code, stderr } = await canhmang([...args, ...auth, '--once']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('auth_key')]);
  });

  it.each([
    ['a wrong key', { ...BEST, auth_key: 'wrong-key-wrong-key' }, /Wrong Digest/],
    ['a wrong key of privacy', { ...BEST, priv_key: 'wrong-key-wrong-key' }, /timed out|Decryption/],
    ['a user that it does not know', { ...BEST, user: 'stranger' }, /Unknown User Name/],
    ['a level that it does not have', { ...USERS['SHA-224'], auth: 'sha256' }, /Wrong Digest/],
  ] as const)('%s is an error', async (_, user, message) => {
    const client = clientOf(snmpd, user, { timeoutMs: 300 });
    await expect(client.get([SYSTEM.sysUpTime])).rejects.toThrow(message);
  });

  it('a wrong key is result code 2, exit code 3, and is not repeated', async () => {
    const args = ['probe', 'snmp', written(snmpd.endpoint), '--snmp-version', '3', '--user', 'sha224'];
    const auth = ['--level', 'authNoPriv', '--auth', 'sha224', '--auth-key', 'wrong-key-wrong-key'];
    const { code, stdout, stderr } = await canhmang([...args, ...auth, '--timeout', '300ms', '--once']);
    expect(code).toBe(3);
    expect(parseLines(stdout, 'ns', 0).points).toMatchObject([
      { measurement: 'snmp', fields: { result_code: 2n } },
    ]);
    expect(stdout + stderr).not.toContain('wrong-key');
  });

  it('a device that restarts is polled on: its boots went up', async () => {
    const own = await startOwn();
    const client = clientOf(own, BEST);
    const before = await pollDevice(client, 20, Date.now);
    await own.stop();
    await own.start();
    const after = await pollDevice(client, 20, Date.now);
    expect(after.sample.rows.size).toBe(before.sample.rows.size);
    expect(after.sample.engine?.boots).toBe((before.sample.engine?.boots ?? 0n) + 1n);
  });

  it('a device that forgot its starts is polled on: its boots went back', async () => {
    const id = ['exactEngineID 0x80001f8804deadbeef'];
    const own = await startOwn(id);
    const client = clientOf(own, BEST);
    for (let start = 0; start < 2; start++) {
      await own.stop();
      await own.start(id);
    }
    const before = await pollDevice(client, 20, Date.now);
    await own.stop();
    await own.forget();
    await own.start(id);
    const after = await pollDevice(client, 20, Date.now);
    expect(after.sample.rows.size).toBe(before.sample.rows.size);
    expect(after.sample.engine?.boots).toBeLessThan(before.sample.engine?.boots ?? 0n);
  });

  it('a device that is replaced by another is polled on: another engine', async () => {
    const own = await startOwn(['exactEngineID 0x80001f8804aaaaaaaa']);
    const client = clientOf(own, BEST);
    for (let start = 0; start < 2; start++) {
      await own.stop();
      await own.start(['exactEngineID 0x80001f8804aaaaaaaa']);
    }
    expect(await rowsOf(client)).toBeGreaterThan(0);
    await own.stop();
    await own.forget();
    await own.start(['exactEngineID 0x80001f8804bbbbbbbb']);
    expect(await rowsOf(client)).toBeGreaterThan(0);
  });
});
