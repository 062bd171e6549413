/**
 * The two messages of a call that is begun and released at once, and what is read of the answers: H.225.0 call
 * signalling in Q.931 messages in TPKT packets (RFC 1006 section 6, H.225.0 section 7.3). Pure.
 */

const TPKT_VERSION = 3;
const TPKT_HEADER_BYTES = 4;
const Q931_DISCRIMINATOR = 0x08;
/** Set in messages of the side that was called (Q.931 section 4.3). */
const FROM_CALLED_SIDE = 0x80;

const SETUP = 0x05;
const RELEASE_COMPLETE = 0x5a;

/** Messages that answer a SETUP (Q.931 section 4.4), by our words for them. */
const ANSWERS: ReadonlyMap<number, H323Answer> = new Map([
  [0x02, 'call_proceeding'],
  [0x01, 'alerting'],
  [0x07, 'connect'],
  [RELEASE_COMPLETE, 'release_complete'],
]);
export type H323Answer = 'call_proceeding' | 'alerting' | 'connect' | 'release_complete';

/** Unrestricted digital, circuit mode of 64 kbit/s, H.221 and H.242 (Q.931 section 4.5.5). */
const BEARER_CAPABILITY = Buffer.of(0x04, 3, 0x88, 0x90, 0xa5);
const DISPLAY_NAME = 'canhmang';
/** Normal call clearing (Q.931 section 4.5.12, Q.850 cause 16). */
const CAUSE_NORMAL = Buffer.of(0x08, 2, 0x80, 0x90);

/** The object identifier of H.225.0 version 1, {0 0 8 2250 0 1}: every later device understands it. */
const H225_VERSION_1 = Buffer.of(6, 0x00, 0x08, 0x91, 0x4a, 0x00, 0x01);

/** The User-user element: ASN.1 in aligned PER (H.225.0 section 7.2.2.31). */
function userUser(pdu: Buffer): Buffer {
  const head = Buffer.of(0x7e, 0, 0, 0x05);
  head.writeUInt16BE(pdu.length + 1, 1);
  return Buffer.concat([head, pdu]);
}

/**
 * H323-UserInformation with a Setup-UUIE that has nothing optional in it, bit by bit: no user data, no non-standard
 * data, message body 0 (setup), none of its seven options; the version; sourceInfo with `terminal` alone, activeMC
 * false, padding; the conference's 16 octets; goal `create`, type `pointToPoint`, padding.
 */
function setupUserInformation(conferenceId: Buffer): Buffer {
  return Buffer.concat([
    Buffer.of(0x00, 0x00),
    H225_VERSION_1,
    Buffer.of(0x02, 0x00),
    conferenceId,
    Buffer.of(0x00),
  ]);
}

/** Message body 5 (releaseComplete) without a reason: the cause is in Q.931's own element. */
const RELEASE_USER_INFORMATION = Buffer.concat([Buffer.of(0x05, 0x00), H225_VERSION_1]);

function packet(callReference: number, type: number, elements: readonly Buffer[]): Buffer {
  const head = Buffer.of(TPKT_VERSION, 0, 0, 0, Q931_DISCRIMINATOR, 2, 0, 0, type);
  head.writeUInt16BE(callReference, 6);
  const whole = Buffer.concat([head, ...elements]);
  whole.writeUInt16BE(whole.length, 2);
  return whole;
}

/**
 * @param callReference 1 to 32767, ours.
 * @param conferenceId 16 random octets.
 */
export function encodeSetup(callReference: number, conferenceId: Buffer): Buffer {
  const display = Buffer.concat([Buffer.of(0x28, DISPLAY_NAME.length), Buffer.from(DISPLAY_NAME)]);
  return packet(callReference, SETUP, [
    BEARER_CAPABILITY,
    display,
    userUser(setupUserInformation(conferenceId)),
  ]);
}

export function encodeReleaseComplete(callReference: number): Buffer {
  return packet(callReference, RELEASE_COMPLETE, [CAUSE_NORMAL, userUser(RELEASE_USER_INFORMATION)]);
}

/** The payloads of all whole packets at the start of a stream; what is no TPKT ends them. */
export function tpktPayloads(received: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  let position = 0;
  while (received.length - position >= TPKT_HEADER_BYTES) {
    const length = received.readUInt16BE(position + 2);
    if (received[position] !== TPKT_VERSION || length <= TPKT_HEADER_BYTES) break;
    if (position + length > received.length) break;
    payloads.push(received.subarray(position + TPKT_HEADER_BYTES, position + length));
    position += length;
  }
  return payloads;
}

/** @returns what the Q.931 message answers to our SETUP; `undefined` for any other message. */
export function decodeAnswer(message: Buffer, callReference: number): H323Answer | undefined {
  if (message.length < 5 || message[0] !== Q931_DISCRIMINATOR || message[1] !== 2) return undefined;
  if (message.readUInt16BE(2) !== (callReference | (FROM_CALLED_SIDE << 8))) return undefined;
  return ANSWERS.get(message[4] ?? 0);
}
