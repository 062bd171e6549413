/** SNMPv3 messages as a device makes them: by net-snmp itself, and by hand where it would not. */

import { TAG } from '../../../../agent/snmp/ber.ts';
import { digestOf } from '../../../../agent/snmp/digest.ts';
import { digestKey, localKey, passwordKey } from '../../../../agent/snmp/usm-key.ts';
import type { SnmpUser } from '../../../../agent/snmp-security.ts';

export const SIGNED: SnmpUser = {
  ...{ user: 'signed', level: 'authNoPriv', auth: 'sha256', auth_key: 'key-of-signed' },
};
export const PLAIN: SnmpUser = { user: 'plain', level: 'noAuthNoPriv' };
export const DEVICE_ENGINE = Buffer.from('8000000001020304', 'hex');

/** Of less than 128 octets in short form, otherwise with two octets of length. */
function encode(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

/** Not negative, below 2^31. */
function encodeInteger(value: number): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return encode(TAG.integer, Buffer.alloc((octets[0] ?? 0) >= 0x80 ? 1 : 0), octets);
}

const text = (value: string | Buffer) => encode(TAG.octetString, Buffer.from(value));
const TRAP_V2 = 0xa7;
const INFORM = 0xa6;
/** sysUpTime.0 = 5, snmpTrapOID.0 = coldStart. */
const BINDINGS = Buffer.from(
  '3024300d06082b06010201010300430105301306 0a2b06010603010104 0100 06092b060106030101 0501'.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

export interface WrittenMessage {
  readonly user?: SnmpUser;
  readonly name?: string;
  readonly key?: string;
  readonly engineId?: Buffer;
  readonly boots?: number;
  readonly time?: number;
  readonly reportable?: boolean;
  /** Tells two otherwise equal messages apart. */
  readonly id?: number;
}

/** A coldStart, unencrypted. */
export function coldStart(message: WrittenMessage = {}): Buffer {
  const {
    user = SIGNED,
    engineId = DEVICE_ENGINE,
    boots = 1,
    time = 1,
    reportable = false,
    id = 1,
  } = message;
  const protocol = user.level === 'noAuthNoPriv' ? undefined : user.auth;
  const zero = encodeInteger(0);
  const pdu = encode(reportable ? INFORM : TRAP_V2, encodeInteger(id), zero, zero, BINDINGS);
  const flags = (protocol ? 1 : 0) + (reportable ? 4 : 0);
  const head = encode(
    TAG.sequence,
    ...[encodeInteger(id), encodeInteger(65_507), text(Buffer.of(flags)), encodeInteger(3)],
  );
  const whole = (digest: Buffer) =>
    encode(
      TAG.sequence,
      ...[encodeInteger(3), head],
      text(
        encode(
          TAG.sequence,
          ...[text(engineId), encodeInteger(boots), encodeInteger(time)],
          ...[text(message.name ?? user.user), text(digest), text('')],
        ),
      ),
      encode(TAG.sequence, text(engineId), text(''), pdu),
    );
  if (!protocol || user.level === 'noAuthNoPriv') return whole(Buffer.alloc(0));
  const local = localKey(protocol, passwordKey(protocol, message.key ?? user.auth_key), engineId);
  const key = digestKey(protocol, local);
  return whole(digestOf(key, whole(Buffer.alloc(key.length))));
}
