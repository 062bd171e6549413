/** An entry of `snmp_credentials`, as a person writes it: keys in the file or in files of their own. */
import { z } from 'zod';
import {
  SNMP_AUTH_PROTOCOLS,
  SNMP_LEVELS,
  SNMP_PRIV_PROTOCOLS,
  SNMP_SHORTEST_KEY,
} from '../../model/probe-settings.ts';

const port = z.int().min(1).max(65_535).default(161);

const communityEntrySchema = z.strictObject({
  version: z.enum(['1', '2c']).default('2c'),
  community: z.string().min(1).max(255).default('public'),
  port,
});

const keyFile = z.string().min(1).optional().describe('file whose first line is the key');

const userEntrySchema = z
  .strictObject({
    version: z.literal('3'),
    user: z.string().min(1).max(32).describe('security name'),
    level: z.enum(SNMP_LEVELS),
    auth: z.enum(SNMP_AUTH_PROTOCOLS).optional(),
    auth_key: z.string().optional(),
    auth_key_file: keyFile,
    priv: z
      .enum(SNMP_PRIV_PROTOCOLS)
      .optional()
      .describe('aes256: as net-snmp stretches the key; aes256c: as Cisco does'),
    priv_key: z.string().optional(),
    priv_key_file: keyFile,
    context: z.string().max(32).default(''),
    port,
  })
  .superRefine((entry, context) => {
    const problem = (path: string, code: string, params: Record<string, string> = {}) =>
      context.addIssue({ code: 'custom', path: [path], params: { problem: code, ...params } });
    for (const purpose of ['auth', 'priv'] as const) {
      const key = `${purpose}_key` as const;
      const file = `${key}_file` as const;
      const wanted = entry.level === 'authPriv' || (entry.level === 'authNoPriv' && purpose === 'auth');
      const given = [purpose, key, file].filter((name) => entry[name as keyof typeof entry] !== undefined);
      if (!wanted) {
        for (const name of given) problem(name, 'snmp_not_of_level', { level: entry.level });
        continue;
      }
      if (entry[purpose] === undefined) problem(purpose, 'snmp_missing', { level: entry.level });
      if (entry[key] === undefined && entry[file] === undefined)
        problem(key, 'snmp_missing', { level: entry.level });
      if (entry[key] !== undefined && entry[file] !== undefined)
        problem(file, 'snmp_key_twice', { other: key });
      if (entry[key] !== undefined && entry[key].length < SNMP_SHORTEST_KEY)
        problem(key, 'snmp_key_short', { min: String(SNMP_SHORTEST_KEY) });
    }
  });

/** YAML reads `version: 3` as a number. */
function versionAsText(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('version' in entry)) return entry;
  return typeof entry.version === 'number' ? { ...entry, version: String(entry.version) } : entry;
}

export const snmpCredentialEntrySchema = z
  .preprocess(versionAsText, z.discriminatedUnion('version', [communityEntrySchema, userEntrySchema]))
  .describe('how devices are asked by SNMP');

export type SnmpCredentialEntry = z.output<typeof snmpCredentialEntrySchema>;
