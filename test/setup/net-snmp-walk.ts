/** What Debian's net-snmp tools say of an agent: a second opinion, read by a parser of its own. */
import type { Endpoint } from './loopback.ts';
import { written } from './loopback.ts';
import { run } from './program.ts';

export interface WalkedValue {
  readonly type: string;
  /** Of numbers. */
  readonly number: bigint | undefined;
  /** Of strings. */
  readonly octets: Buffer | undefined;
}

/** OID without a leading dot -> value. */
export type Walked = ReadonlyMap<string, WalkedValue>;

const BINDING = /^\.([\d.]+) = (.*)$/;
const TYPED = /^([A-Za-z][\w -]*): ?([\s\S]*)$/;

function readValue(text: string): WalkedValue | undefined {
  if (/^No (?:more|Such)/.test(text)) return undefined;
  if (text === '""') return { type: 'STRING', number: undefined, octets: Buffer.alloc(0) };
  const [, type = '', rest = ''] = TYPED.exec(text) ?? [];
  if (type === 'Hex-STRING') {
    return { type, number: undefined, octets: Buffer.from(rest.replace(/\s+/g, ''), 'hex') };
  }
  const number = /^\(?(\d+)\)?/.exec(rest)?.[1];
  return { type, number: number === undefined ? undefined : BigInt(number), octets: undefined };
}

/** Reads the output of `snmpwalk -On -Oe -Ox`: numeric OIDs, numbers of enumerations, strings in hexadecimal. */
export function parseWalk(output: string): Walked {
  const values = new Map<string, WalkedValue>();
  let pending: { oid: string; text: string } | undefined;
  const take = () => {
    const value = pending && readValue(pending.text.trim());
    if (pending && value) values.set(pending.oid, value);
  };
  for (const line of output.split('\n')) {
    const [, oid, text] = BINDING.exec(line) ?? [];
    if (oid !== undefined && text !== undefined) {
      take();
      pending = { oid, text };
    } else if (pending) pending.text += `\n${line}`; // long strings go on in the next line
  }
  take();
  return values;
}

/**
 * @param oids parts of the MIB, walked one after the other.
 * @param version `1` walks with GETNEXT, `2c` with GETBULK.
 */
export async function walk(
  endpoint: Endpoint,
  version: '1' | '2c',
  community: string,
  oids: readonly string[],
): Promise<Walked> {
  const all = new Map<string, WalkedValue>();
  for (const oid of oids) {
    const { code, stdout, stderr } = await run({
      command: version === '1' ? 'snmpwalk' : 'snmpbulkwalk',
      args: [
        `-v${version}`,
        '-c',
        community,
        '-t',
        '5',
        '-r',
        '1',
        '-On',
        '-Oe',
        '-Ox',
        '-Ir',
        written(endpoint),
        `.${oid}`,
      ],
      env: { MIBS: '' },
    });
    if (code !== 0) throw new Error(`walk of ${oid} failed: ${stderr}${stdout}`);
    for (const [found, value] of parseWalk(stdout)) if (found.startsWith(`${oid}.`)) all.set(found, value);
  }
  return all;
}
