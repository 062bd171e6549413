/** The keys of `snmp_credentials` that are in files of their own. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SnmpCredential } from '../model/probe-settings.ts';
import { SNMP_SHORTEST_KEY, snmpCredentialSchema } from '../model/probe-settings.ts';
import { reasonOf } from './error.ts';
import type { Place, Problem } from './problem.ts';
import type { SnmpCredentialEntry } from './schema/snmp-credential.ts';

export interface SnmpCredentials {
  /** By name; those with a problem are missing. */
  readonly credentials: Readonly<Record<string, SnmpCredential>>;
  readonly problems: readonly Problem[];
}

/**
 * @param folder that paths of files are relative to.
 * @param at place of a path below `snmp_credentials`.
 */
export function readSnmpCredentials(
  entries: Readonly<Record<string, SnmpCredentialEntry>>,
  folder: string,
  at: (path: readonly PropertyKey[]) => Place,
): SnmpCredentials {
  const problems: Problem[] = [];
  const readKey = (name: string, key: string, path: string): string | undefined => {
    const place = at([name, key]);
    try {
      const line = readFileSync(resolve(folder, path), 'utf8').split(/\r?\n/, 1)[0] ?? '';
      if (line.length >= SNMP_SHORTEST_KEY) return line;
      const params = { key: `snmp_credentials.${name}.${key}`, min: String(SNMP_SHORTEST_KEY) };
      problems.push({ code: 'snmp_key_short', place, params });
    } catch (error) {
      problems.push({ code: 'file_unreadable', place, params: { path, reason: reasonOf(error) } });
    }
    return undefined;
  };
  const credentials = Object.entries(entries).flatMap(([name, entry]): [string, SnmpCredential][] => {
    if (entry.version !== '3') return [[name, entry]];
    const { auth_key_file, priv_key_file, ...rest } = entry;
    const auth_key =
      auth_key_file === undefined ? rest.auth_key : readKey(name, 'auth_key_file', auth_key_file);
    const priv_key =
      priv_key_file === undefined ? rest.priv_key : readKey(name, 'priv_key_file', priv_key_file);
    // The schema has seen to it that everything the level wants is there, but for what a file does not hold.
    const complete = snmpCredentialSchema.safeParse(
      Object.fromEntries(
        Object.entries({ ...rest, auth_key, priv_key }).filter(([, value]) => value !== undefined),
      ),
    );
    return complete.success ? [[name, complete.data]] : [];
  });
  return { credentials: Object.fromEntries(credentials), problems };
}
