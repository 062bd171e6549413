/** What a sender is told of a message that was not taken: the Report of RFC 3412 section 7.1 step 3. Pure. */
import type { SnmpAuthProtocol } from '../../model/probe-settings.ts';
import { BER, encode, encodeInteger } from './ber.ts';
import { digestOctets, digestOf } from './usm-key.ts';

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

export interface Report {
  readonly problem: UsmProblem;
  /** How often it has been met. */
  readonly count: number;
  /** Of the message that is answered. */
  readonly messageId: number;
  readonly engine: { readonly id: Buffer; readonly boots: number; readonly time: number };
  /** Who the sender can believe: a Report about time is worth nothing otherwise (RFC 3414 section 3.2 step 7a). */
  readonly signedFor?:
    | { readonly user: string; readonly protocol: SnmpAuthProtocol; readonly key: Buffer }
    | undefined;
}

/** @returns the whole message. */
export function encodeReport({ problem, count, messageId, engine, signedFor }: Report): Buffer {
  const text = (octets: Buffer) => encode(BER.octetString, octets);
  const oid = encode(BER.objectIdentifier, USM_STATS_OID, Buffer.of(USM_STATS[problem], 0));
  const binding = encode(BER.sequence, oid, encodeInteger(count % 2 ** 32, BER.counter32));
  const zero = encodeInteger(0);
  const pdu = encode(REPORT, zero, zero, zero, encode(BER.sequence, binding));
  const message = (digest: Buffer) =>
    encode(
      BER.sequence,
      encodeInteger(3),
      encode(
        BER.sequence,
        encodeInteger(messageId),
        encodeInteger(MAX_MESSAGE_OCTETS),
        text(Buffer.of(signedFor ? AUTHENTICATED_FLAG : 0)),
        encodeInteger(USER_BASED),
      ),
      text(
        encode(
          BER.sequence,
          text(engine.id),
          encodeInteger(engine.boots),
          encodeInteger(engine.time),
          text(Buffer.from(signedFor?.user ?? '')),
          text(digest),
          text(Buffer.alloc(0)),
        ),
      ),
      encode(BER.sequence, text(engine.id), text(Buffer.alloc(0)), pdu),
    );
  if (!signedFor) return message(Buffer.alloc(0));
  const blank = message(Buffer.alloc(digestOctets(signedFor.protocol)));
  return message(digestOf(signedFor.protocol, signedFor.key, blank));
}
