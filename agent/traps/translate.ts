/** What a trap or inform says, in the terms of the MIBs. Pure. */
import { z } from 'zod';
import type { TrapNames } from './names.ts';

/** snmpTrapOID.0 (RFC 3418): second in every notification of version 2 and 3. */
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const STANDARD_TRAPS = '1.3.6.1.6.3.1.1.5';
/** Generic trap number that says "see the specific one" (RFC 1157 section 4.1.6). */
const ENTERPRISE_SPECIFIC = 6;
/** IF-MIB (RFC 2863): the columns that linkDown and linkUp carry. */
const IF_INDEX = '1.3.6.1.2.1.2.2.1.1.';
const IF_DESCR = '1.3.6.1.2.1.2.2.1.2.';
const IF_NAME = '1.3.6.1.2.1.31.1.1.1.1.';
/** Values kept of one trap; devices have been seen that send their whole configuration. */
const MAX_VALUES = 32;
const MAX_TEXT = 200;

const varbindSchema = z.object({ oid: z.string(), value: z.unknown() });

/** What net-snmp hands over, as far as we read it. */
export const notificationSchema = z.object({
  pdu: z.object({
    type: z.number(),
    enterprise: z.string().optional(),
    generic: z.number().optional(),
    specific: z.number().optional(),
    varbinds: z.array(varbindSchema),
  }),
});

export type Notification = z.output<typeof notificationSchema>;

export interface Trap {
  readonly oid: string;
  /** The MIB's name; the OID where no profile has it. */
  readonly name: string;
  /** Worth a look at the device at once. */
  readonly poll: boolean;
  /** Of linkDown and linkUp; 0 where there is none. */
  readonly ifIndex: number;
  /** Name of the interface, where the device sent it. */
  readonly interfaceName: string;
  /** `name=value`, readable, bounded; the OID where no profile has a name. */
  readonly values: readonly string[];
}

/** The version 2 name of a version 1 trap (RFC 3584 section 3.1). */
function trapOidOf({ pdu }: Notification): string {
  const { generic, specific, enterprise } = pdu;
  if (generic === undefined) {
    const value = pdu.varbinds.find(({ oid }) => oid === TRAP_OID)?.value;
    return typeof value === 'string' ? value : '';
  }
  return generic === ENTERPRISE_SPECIFIC
    ? `${enterprise ?? ''}.0.${specific ?? 0}`
    : `${STANDARD_TRAPS}.${generic + 1}`;
}

/** Octets below this are no letters, but for tab and line ends. */
const FIRST_PRINTABLE = 0x20;
const LAYOUT: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d]);

function isText(octets: Buffer): boolean {
  return octets.every((octet) => octet >= FIRST_PRINTABLE || LAYOUT.has(octet));
}

/** Text as it is, octets that are none in hexadecimal. */
function readable(value: unknown): string {
  const text = Buffer.isBuffer(value) && !isText(value) ? value.toString('hex') : String(value);
  return text.slice(0, MAX_TEXT);
}

export function translateTrap(notification: Notification, names: TrapNames): Trap {
  const { varbinds } = notification.pdu;
  const oid = trapOidOf(notification);
  const { name, poll } = names.trap(oid);
  const valueBelow = (prefix: string) => varbinds.find((varbind) => varbind.oid.startsWith(prefix))?.value;
  const ifIndex = Number(valueBelow(IF_INDEX) ?? 0);
  return {
    oid,
    name,
    poll,
    ifIndex: Number.isSafeInteger(ifIndex) ? ifIndex : 0,
    interfaceName: readable(valueBelow(IF_NAME) ?? valueBelow(IF_DESCR) ?? ''),
    values: varbinds
      .slice(0, MAX_VALUES)
      .map((varbind) => `${names.value(varbind.oid)}=${readable(varbind.value)}`),
  };
}
