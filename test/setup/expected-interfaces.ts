/** The interfaces of an agent as net-snmp's tools show them, put together without any of our code. */
import type { Walked, WalkedValue } from './net-snmp-walk.ts';

/** IF-MIB, RFC 2863: written down here again, so that a wrong number of ours is found. */
export const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
export const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';
const COLUMNS = {
  ifDescr: `${IF_ENTRY}.2`,
  ifAdminStatus: `${IF_ENTRY}.7`,
  ifOperStatus: `${IF_ENTRY}.8`,
  ifInOctets: `${IF_ENTRY}.10`,
  ifInDiscards: `${IF_ENTRY}.13`,
  ifInErrors: `${IF_ENTRY}.14`,
  ifOutOctets: `${IF_ENTRY}.16`,
  ifOutDiscards: `${IF_ENTRY}.19`,
  ifOutErrors: `${IF_ENTRY}.20`,
  ifName: `${IF_X_ENTRY}.1`,
  ifHCInOctets: `${IF_X_ENTRY}.6`,
  ifHCOutOctets: `${IF_X_ENTRY}.10`,
  ifHighSpeed: `${IF_X_ENTRY}.15`,
  ifAlias: `${IF_X_ENTRY}.18`,
} as const;
type Column = keyof typeof COLUMNS;

const OTHERS = [
  'ifInErrors',
  'ifOutErrors',
  'ifInDiscards',
  'ifOutDiscards',
  'ifOperStatus',
  'ifAdminStatus',
  'ifHighSpeed',
] as const satisfies readonly Column[];

export interface ExpectedInterface {
  readonly name: string;
  readonly alias: string;
  readonly inOctets: bigint | undefined;
  readonly outOctets: bigint | undefined;
  readonly counterBits: 32 | 64;
  readonly highSpeed: bigint | undefined;
  readonly others: Readonly<Record<string, bigint>>;
}

/** The characters of a name; what has none is not part of it. */
function textOf(value: WalkedValue | undefined): string {
  const octets = value?.octets ?? Buffer.alloc(0);
  const utf8 = octets.toString('utf8');
  const text = utf8.includes('\ufffd') ? octets.toString('latin1') : utf8;
  return [...text]
    .filter((character) => !/\p{Cc}/u.test(character))
    .join('')
    .trim();
}

/** By ifIndex, in the order in which the agent lists them. */
export function expectedInterfaces(walked: Walked): Map<string, ExpectedInterface> {
  const indexes = new Set<string>();
  for (const column of ['ifDescr', 'ifName'] as const) {
    for (const oid of walked.keys()) {
      if (oid.startsWith(`${COLUMNS[column]}.`)) indexes.add(oid.slice(COLUMNS[column].length + 1));
    }
  }
  const interfaces = new Map<string, ExpectedInterface>();
  for (const index of indexes) {
    const cell = (column: Column) => walked.get(`${COLUMNS[column]}.${index}`);
    const wide = cell('ifHCInOctets')?.number !== undefined && cell('ifHCOutOctets')?.number !== undefined;
    const others = OTHERS.flatMap((column) => {
      const number = cell(column)?.number;
      return number === undefined ? [] : [[column, number] as const];
    });
    interfaces.set(index, {
      name: textOf(cell('ifName')) || textOf(cell('ifDescr')) || index,
      alias: textOf(cell('ifAlias')),
      inOctets: cell(wide ? 'ifHCInOctets' : 'ifInOctets')?.number,
      outOctets: cell(wide ? 'ifHCOutOctets' : 'ifOutOctets')?.number,
      counterBits: wide ? 64 : 32,
      highSpeed: cell('ifHighSpeed')?.number,
      others: Object.fromEntries(others),
    });
  }
  return interfaces;
}
