/** Debian's snmpsimd: SNMP agents that answer as recorded ones did. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint, written } from './loopback.ts';
import { Program } from './program.ts';
import { makeFolder } from './temporary-folder.ts';

/** Building an index of fifty thousand values takes Python some seconds. */
const START_TIMEOUT_MS = 90_000;

export interface Recording {
  /** A recording is served to the community of this name. */
  readonly community: string;
  readonly format: 'snmprec' | 'snmpwalk' | 'sapwalk';
  readonly content: Buffer | string;
}

/** SNMPv3: a recording is served to this user in the context of its community's name. */
export const SIM_USER = {
  user: 'watch',
  level: 'authPriv',
  auth: 'sha1',
  auth_key: 'khoa-xac-thuc',
  priv: 'aes128',
  priv_key: 'khoa-ma-hoa',
} as const;

export interface SnmpSim {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** Resolves when it answers for all of the recordings. */
export async function startSnmpSim(recordings: readonly Recording[]): Promise<SnmpSim> {
  const folder = await makeFolder();
  const data = join(folder.path, 'data');
  const cache = join(folder.path, 'cache');
  await mkdir(data);
  await mkdir(cache);
  for (const { community, format, content } of recordings) {
    await writeFile(join(data, `${community}.${format}`), content);
  }
  // Started by root it insists on being nobody.
  for (const path of [folder.path, data, cache]) await chmod(path, 0o777);
  const endpoint = loopbackEndpoint();
  const program = new Program({
    command: 'snmpsimd',
    args: [
      `--data-dir=${data}`,
      `--cache-dir=${cache}`,
      `--agent-udpv4-endpoint=${written(endpoint)}`,
      ...[`--v3-user=${SIM_USER.user}`, `--v3-auth-key=${SIM_USER.auth_key}`, '--v3-auth-proto=SHA'],
      ...[`--v3-priv-key=${SIM_USER.priv_key}`, '--v3-priv-proto=AES'],
      '--process-user=nobody',
      '--process-group=nogroup',
      '--logging-method=stdout',
    ],
    // Its own folders of recordings, which it looks through as well, are below the home folder.
    env: { PYTHONUNBUFFERED: '1', HOME: folder.path },
  });
  const close = async () => {
    await program.stop();
    await folder.remove();
  };
  try {
    await program.waitForLine(/Listening at UDP\/IPv4 endpoint/, START_TIMEOUT_MS);
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}
