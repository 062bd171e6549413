/** What a sender is told of a message that was not taken: the Report of RFC 3412 section 7.1 step 3. Pure. */
import { BerWriter, TAG } from '../snmp/ber.ts';
import type { DigestKey } from '../snmp/digest.ts';
import { digestOf } from '../snmp/digest.ts';

/** usmStats (RFC 3414 section 5): the last arcs but one of the counters, by what they count. */
const USM_STATS = {
  wrong_level: 1,
  not_in_time_window: 2,
  unknown_user: 3,
  unknown_engine: 4,
  wrong_digest: 5,
} as const;
export type UsmProblem = keyof typeof USM_STATS;

/** 1.3.6.1.6.3.15.1.1 */
const USM_STATS_OID = Buffer.of(0x2b, 6, 1, 6, 3, 15, 1, 1);
const REPORT = 0xa8;
const MAX_MESSAGE_OCTETS = 65_507;
const AUTHENTICATED_FLAG = 1;
const USER_BASED = 3;
const VERSION_3 = 3;

export interface Report {
  readonly problem: UsmProblem;
  /** How often it has been met. */
  readonly count: number;
  /** Of the message that is answered. */
  readonly messageId: number;
  readonly engine: { readonly id: Buffer; readonly boots: number; readonly time: number };
  /** Who the sender can believe: a Report about time is worth nothing otherwise (RFC 3414 section 3.2 step 7a). */
  readonly signedFor?: { readonly user: string; readonly key: DigestKey } | undefined;
}

/** Everything but the engine's name, which is in it twice, and the user's. Octets. */
const OVERHEAD = 256;
const NOTHING = Buffer.alloc(0);

/** @returns the whole message. */
export function encodeReport({ problem, count, messageId, engine, signedFor }: Report): Buffer {
  const user = Buffer.from(signedFor?.user ?? '');
  const writer = new BerWriter(OVERHEAD + 2 * engine.id.length + user.length);
  writer.unsigned32(TAG.counter32, count % 2 ** 32);
  writer.element(TAG.objectIdentifier, Buffer.concat([USM_STATS_OID, Buffer.of(USM_STATS[problem], 0)]));
  writer.wrap(TAG.sequence, 0);
  writer.wrap(TAG.sequence, 0);
  for (let number = 0; number < 3; number++) writer.int32(0);
  writer.wrap(REPORT, 0);
  writer.octetString(NOTHING);
  writer.octetString(engine.id);
  writer.wrap(TAG.sequence, 0);
  const security = writer.length;
  writer.octetString(NOTHING);
  writer.octetString(signedFor ? Buffer.alloc(signedFor.key.length) : NOTHING);
  // Its content begins behind its two octets of head.
  const digestFromEnd = writer.length - 2;
  writer.octetString(user);
  writer.int32(engine.time);
  writer.int32(engine.boots);
  writer.octetString(engine.id);
  writer.wrap(TAG.sequence, security);
  writer.wrap(TAG.octetString, security);
  const header = writer.length;
  writer.int32(USER_BASED);
  writer.octetString(Uint8Array.of(signedFor ? AUTHENTICATED_FLAG : 0));
  writer.int32(MAX_MESSAGE_OCTETS);
  writer.int32(messageId);
  writer.wrap(TAG.sequence, header);
  writer.int32(VERSION_3);
  writer.wrap(TAG.sequence, 0);
  const message = writer.octets;
  if (signedFor) digestOf(signedFor.key, message).copy(message, message.length - digestFromEnd);
  return message;
}
