/** A question to a time server and its answer (RFC 5905 sections 7.3 and 14: a client that sets no clock). Pure. */
import { randomBytes } from 'node:crypto';

const PACKET_BYTES = 48;
/** Seconds between the eras of NTP (1900) and of Unix (1970). */
const ERA_S = 2_208_988_800;
/** 2036 begins the next era of 2^32 seconds; before 1968 nobody asked. */
const HALF_ERA = 0x8000_0000;
const VERSION_4_CLIENT = 0x23;
const MODE_SERVER = 4;
const NOT_SYNCHRONISED = 3;
const MAX_STRATUM = 15;
const TRANSMIT_AT = 40;

export interface NtpQuery {
  readonly packet: Buffer;
}

/** Its transmit time is random: what comes back tells the answer, and our clock is nobody's business. */
export function encodeNtpQuery(): NtpQuery {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet[0] = VERSION_4_CLIENT;
  randomBytes(8).copy(packet, TRANSMIT_AT);
  return { packet };
}

export interface NtpAnswer {
  readonly stratum: number;
  /** Epoch milliseconds by the server's clock: when the question came, and when the answer left. */
  readonly receivedMs: number;
  readonly sentMs: number;
}

function timestampMs(packet: Buffer, at: number): number {
  const seconds = packet.readUInt32BE(at);
  const era = seconds < HALF_ERA ? 2 ** 32 : 0;
  return (seconds + era - ERA_S) * 1_000 + (packet.readUInt32BE(at + 4) * 1_000) / 2 ** 32;
}

/** @returns `undefined` when it is no answer to the question; `unsynchronised`: the server does not know the time. */
export function decodeNtpAnswer(packet: Buffer, query: NtpQuery): NtpAnswer | 'unsynchronised' | undefined {
  if (packet.length < PACKET_BYTES || ((packet[0] ?? 0) & 7) !== MODE_SERVER) return undefined;
  const originate = packet.subarray(24, 32);
  if (!originate.equals(query.packet.subarray(TRANSMIT_AT, TRANSMIT_AT + 8))) return undefined;
  const stratum = packet[1] ?? 0;
  const leap = (packet[0] ?? 0) >> 6;
  const neverSent = packet.readBigUInt64BE(TRANSMIT_AT) === 0n;
  // Stratum 0 is a kiss of death (section 7.4): it says why there is no time.
  if (leap === NOT_SYNCHRONISED || stratum < 1 || stratum > MAX_STRATUM || neverSent) return 'unsynchronised';
  return { stratum, receivedMs: timestampMs(packet, 32), sentMs: timestampMs(packet, TRANSMIT_AT) };
}

export interface ClockOffset {
  /** To be added to our clock to have the server's, milliseconds. */
  readonly offsetMs: number;
  /** Of the way there and back, milliseconds. */
  readonly delayMs: number;
}

/**
 * Section 8.
 * @param askedMs our clock when the question left.
 * @param tookMs until the answer was here, by the monotonic clock.
 */
export function offsetOf(answer: NtpAnswer, askedMs: number, tookMs: number): ClockOffset {
  const there = answer.receivedMs - askedMs;
  const back = answer.sentMs - (askedMs + tookMs);
  return { offsetMs: (there + back) / 2, delayMs: tookMs - (answer.sentMs - answer.receivedMs) };
}
