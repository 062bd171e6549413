/** Debian's snmpd on loopback. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { snmpdArguments, snmpdConfig, snmpdEnvironment } from '../lab/snmpd-config.ts';
import type { Endpoint } from './loopback.ts';
import { loopbackEndpoint } from './loopback.ts';
import { Program } from './program.ts';
import { makeFolder } from './temporary-folder.ts';

export interface Snmpd {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** Resolves when it answers. */
export async function startSnmpd(settings: {
  readonly community: string;
  /** More lines of snmpd.conf. */
  readonly more?: readonly string[];
}): Promise<Snmpd> {
  const folder = await makeFolder();
  const endpoint = loopbackEndpoint();
  const file = join(folder.path, 'snmpd.conf');
  await writeFile(
    file,
    snmpdConfig({ ...settings, sysName: 'snmpd', address: endpoint.host, port: endpoint.port }),
  );
  const program = new Program({
    command: 'snmpd',
    args: snmpdArguments(file),
    env: snmpdEnvironment(folder.path),
  });
  const close = async () => {
    await program.stop();
    await folder.remove();
  };
  try {
    await program.waitForLine(/NET-SNMP version/);
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}
