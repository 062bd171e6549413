/** Messages of SNMPv3 with the user-based security model (RFC 3412 section 6, RFC 3414 section 3, RFC 3826). */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { BerReader, BerWriter, Malformed, TAG } from '../../../snmp/ber.ts';
import { digestOf, isAuthentic } from '../../../snmp/digest.ts';
import type { UsmKeys } from '../../../snmp-security.ts';
import { SnmpError } from '../errors.ts';
import type { Envelope, Request } from './envelope.ts';
import { oidText } from './oid.ts';
import type { Pdu } from './pdu.ts';
import { PDU, readPdu, requestLength, writeRequest } from './pdu.ts';

/** The engine that messages are for, as it said of itself. */
export interface UsmEngine {
  readonly id: Buffer;
  readonly boots: number;
  readonly timeS: number;
}

const VERSION_3 = 3;
const USM = 3;
/** What we can take, octets: a UDP datagram. */
const MOST_OCTETS = 65_507;
const FLAG = { auth: 1, priv: 2, reportable: 4 } as const;
/** RFC 3414 section 2.2.3. Seconds. */
const TIME_WINDOW_S = 150;
/** Heads, version, numbers, flags, digest, salt and padding. Octets. */
const OVERHEAD = 192;
const SALT_OCTETS = 8;
const DES_BLOCK = 8;
const EMPTY = Buffer.alloc(0);

/** usmStats (RFC 3414 section 5): what an engine has against a message. */
const REPORTS: Readonly<Record<string, string>> = {
  '1.3.6.1.6.3.15.1.1.1.0': 'Unsupported Security Level',
  '1.3.6.1.6.3.15.1.1.2.0': 'Not In Time Window',
  '1.3.6.1.6.3.15.1.1.3.0': 'Unknown User Name',
  '1.3.6.1.6.3.15.1.1.4.0': 'Unknown Engine ID',
  '1.3.6.1.6.3.15.1.1.5.0': 'Wrong Digest',
  '1.3.6.1.6.3.15.1.1.6.0': 'Decryption Error',
};

interface Security {
  readonly flags: number;
  readonly engineId: Buffer;
  readonly boots: number;
  readonly timeS: number;
  readonly user: Buffer;
  readonly digest: Buffer;
  readonly salt: Buffer;
}

export interface UsmOptions {
  readonly user: string;
  readonly context: string;
  readonly keys: UsmKeys;
  readonly engine: UsmEngine;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  /** Where the salts begin; no two messages under one key may have the same (RFC 3826 section 3.1.4.1). */
  readonly firstSalt: bigint;
}

export class UsmEnvelope implements Envelope {
  readonly #user: Buffer;
  readonly #context: Buffer;
  readonly #keys: UsmKeys;
  readonly #engineId: Buffer;
  readonly #now: () => number;
  readonly #flags: number;
  #boots: number;
  #timeS: number;
  /** When it was that time. */
  #asOfMs: number;
  #salt: bigint;

  constructor({ user, context, keys, engine, now, firstSalt }: UsmOptions) {
    this.#user = Buffer.from(user);
    this.#context = Buffer.from(context);
    this.#keys = keys;
    this.#engineId = engine.id;
    this.#boots = engine.boots;
    this.#timeS = engine.timeS;
    this.#now = now;
    this.#asOfMs = now();
    this.#salt = firstSalt;
    this.#flags = (keys.auth ? FLAG.auth : 0) | (keys.priv ? FLAG.priv : 0);
  }

  #engineTimeS(): number {
    return this.#timeS + Math.floor((this.#now() - this.#asOfMs) / 1_000);
  }

  seal({ id, type, names, rows }: Request): Buffer {
    const size = requestLength(names) + 2 * this.#engineId.length + this.#context.length + this.#user.length;
    let writer = new BerWriter(size + OVERHEAD);
    writeRequest(writer, type, id, names, rows);
    writer.octetString(this.#context);
    writer.octetString(this.#engineId);
    writer.wrap(TAG.sequence, 0);
    const [boots, timeS] = [this.#boots, this.#engineTimeS()];
    let salt: Buffer = EMPTY;
    if (this.#keys.priv) {
      salt = this.#nextSalt();
      const encrypted = crypt('encrypt', this.#keys.priv, writer.octets, { boots, timeS, salt });
      writer = new BerWriter(size + OVERHEAD);
      writer.octetString(encrypted);
    }
    const { auth } = this.#keys;
    const security = writer.length;
    writer.octetString(salt);
    writer.octetString(auth ? Buffer.alloc(auth.length) : EMPTY);
    // Its content begins behind its two octets of head.
    const digestFromEnd = writer.length - 2;
    writer.octetString(this.#user);
    writer.int32(timeS);
    writer.int32(boots);
    writer.octetString(this.#engineId);
    writer.wrap(TAG.sequence, security);
    writer.wrap(TAG.octetString, security);
    const header = writer.length;
    writer.int32(USM);
    writer.octetString(Uint8Array.of(this.#flags | FLAG.reportable));
    writer.int32(MOST_OCTETS);
    writer.int32(id);
    writer.wrap(TAG.sequence, header);
    writer.int32(VERSION_3);
    writer.wrap(TAG.sequence, 0);
    const message = writer.octets;
    if (auth) digestOf(auth, message).copy(message, message.length - digestFromEnd);
    return message;
  }

  #nextSalt(): Buffer {
    const salt = Buffer.allocUnsafe(SALT_OCTETS);
    this.#salt = BigInt.asUintN(64, this.#salt + 1n);
    salt.writeBigUInt64BE(this.#salt);
    return salt;
  }

  open(datagram: Buffer, id: number): Pdu | undefined {
    const reader = new BerReader(datagram);
    const end = reader.enter(TAG.sequence, datagram.length);
    if (reader.int32(end) !== VERSION_3) return undefined;
    const headerEnd = reader.enter(TAG.sequence, end);
    if (reader.int32(headerEnd) !== id) return undefined;
    reader.int32(headerEnd);
    const flags = reader.octetString(headerEnd)[0] ?? 0;
    if (reader.int32(headerEnd) !== USM) throw new SnmpError('foreign', 'another security model');
    reader.at = headerEnd;
    const security = readSecurity(reader, end, flags);
    const pdu = this.#openScoped(datagram, reader, end, security);
    if (pdu.type === PDU.report) throw new SnmpError('engine', reportText(pdu));
    const asSecure = (flags & this.#flags) === this.#flags;
    if (!asSecure || pdu.id !== id || !security.user.equals(this.#user))
      throw new SnmpError('foreign', 'not the answer to this request');
    return pdu;
  }

  /** Checks and decrypts (RFC 3414 section 3.2); a Report may come in the clear, because an engine may know no key. */
  #openScoped(datagram: Buffer, reader: BerReader, end: number, security: Security): Pdu {
    const { auth, priv } = this.#keys;
    const { flags, boots, timeS, salt } = security;
    const sameEngine = security.engineId.equals(this.#engineId);
    if ((flags & FLAG.auth) !== 0) {
      if (!sameEngine) throw new SnmpError('engine', 'an answer of another engine');
      if (!auth || !isAuthentic(auth, datagram, security.digest))
        throw new SnmpError('engine', 'Wrong Digest');
      this.#follow(boots, timeS);
    }
    if ((flags & FLAG.priv) === 0) return readScoped(datagram, reader.at, end);
    if (!priv || (flags & FLAG.auth) === 0 || salt.length !== SALT_OCTETS)
      throw new SnmpError('foreign', 'encrypted as it was not asked for');
    const plain = crypt('decrypt', priv, reader.octetString(end), { boots, timeS, salt });
    try {
      return readScoped(plain, 0, plain.length);
    } catch (error) {
      throw error instanceof Malformed ? new SnmpError('engine', 'Decryption Error') : error;
    }
  }

  /** RFC 3414 section 3.2 step 7 b: the engine's time goes forward, and an old message is not taken for a new one. */
  #follow(boots: number, timeS: number): void {
    const knownS = this.#engineTimeS();
    if (boots < this.#boots || (boots === this.#boots && timeS < knownS - TIME_WINDOW_S))
      throw new SnmpError('engine', 'Not In Time Window');
    if (boots === this.#boots && timeS <= knownS) return;
    this.#boots = boots;
    this.#timeS = timeS;
    this.#asOfMs = this.#now();
  }
}

function readSecurity(reader: BerReader, limit: number, flags: number): Security {
  const whole = reader.enter(TAG.octetString, limit);
  const end = reader.enter(TAG.sequence, whole);
  const engineId = reader.octetString(end);
  const [boots, timeS] = [reader.int32(end), reader.int32(end)];
  const [user, digest, salt] = [reader.octetString(end), reader.octetString(end), reader.octetString(end)];
  reader.at = whole;
  return { flags, engineId, boots, timeS, user, digest, salt };
}

/** Behind the engine and the context, which are those that were asked for: the digest says so. */
function readScoped(octets: Buffer, from: number, limit: number): Pdu {
  const reader = new BerReader(octets, from);
  const end = reader.enter(TAG.sequence, limit);
  reader.octetString(end);
  reader.octetString(end);
  return readPdu(octets, reader.at, end);
}

function reportText(pdu: Pdu): string {
  const reader = new BerReader(pdu.octets, pdu.from);
  if (pdu.from === pdu.end) return 'a Report that says nothing';
  const end = reader.enter(TAG.sequence, pdu.end);
  reader.enter(TAG.objectIdentifier, end);
  const oid = oidText(pdu.octets, reader.at, reader.end);
  return REPORTS[oid] ?? `a Report of ${oid}`;
}

interface Moment {
  readonly boots: number;
  readonly timeS: number;
  readonly salt: Buffer;
}

function crypt(
  direction: 'encrypt' | 'decrypt',
  { cipher, key, preIv }: NonNullable<UsmKeys['priv']>,
  octets: Buffer,
  moment: Moment,
): Buffer {
  const iv = preIv ? xor(preIv, moment.salt) : aesIv(moment);
  if (direction === 'encrypt')
    return createCipheriv(cipher, key, iv)
      .setAutoPadding(false)
      .update(preIv ? padded(octets) : octets);
  if (preIv && octets.length % DES_BLOCK !== 0) throw new SnmpError('engine', 'Decryption Error');
  return createDecipheriv(cipher, key, iv).setAutoPadding(false).update(octets);
}

/** RFC 3826 section 3.1.2.1. */
function aesIv({ boots, timeS, salt }: Moment): Buffer {
  const iv = Buffer.allocUnsafe(16);
  iv.writeInt32BE(boots, 0);
  iv.writeInt32BE(timeS, 4);
  salt.copy(iv, 8);
  return iv;
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((octet, index) => octet ^ (right[index] ?? 0)));
}

function padded(octets: Buffer): Buffer {
  const whole = Buffer.alloc(Math.ceil(octets.length / DES_BLOCK) * DES_BLOCK);
  octets.copy(whole);
  return whole;
}
