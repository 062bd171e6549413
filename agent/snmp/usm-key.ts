/** Keys of the user-based security model (RFC 3414 section 2.6, RFC 7860). */
import { createHash } from 'node:crypto';
import type { SnmpAuthProtocol } from '../../model/probe-settings.ts';
import { RecentMap } from '../../model/recent-map.ts';
import type { DigestKey } from './digest.ts';

/** The hash, and how many octets of its HMAC a message carries. */
const PROTOCOLS: Readonly<
  Record<SnmpAuthProtocol, { readonly hash: string; readonly digestOctets: number }>
> = {
  md5: { hash: 'md5', digestOctets: 12 },
  sha1: { hash: 'sha1', digestOctets: 12 },
  sha224: { hash: 'sha224', digestOctets: 16 },
  sha256: { hash: 'sha256', digestOctets: 24 },
  sha384: { hash: 'sha384', digestOctets: 32 },
  sha512: { hash: 'sha512', digestOctets: 48 },
};

/** RFC 3414 appendix A.2: a password is repeated to this many octets. */
const PASSWORD_OCTETS = 1_048_576;
/** More than an installation has credentials. */
const MOST_PASSWORDS = 256;
/** Two keys of each of ten thousand devices; some 200 octets each. */
const MOST_ENGINE_KEYS = 20_000;

const ofPasswords = new RecentMap<string, Buffer>(MOST_PASSWORDS);
const ofEngines = new RecentMap<string, Buffer>(MOST_ENGINE_KEYS);

/** @returns what is remembered under this name, or what is made now. */
function remembered(keys: RecentMap<string, Buffer>, name: string, make: () => Buffer): Buffer {
  const key = keys.get(name) ?? make();
  keys.set(name, key);
  return key;
}

function stretched(protocol: SnmpAuthProtocol, password: string | Buffer): Buffer {
  return createHash(PROTOCOLS[protocol].hash).update(Buffer.alloc(PASSWORD_OCTETS, password)).digest();
}

/** A password as a key that belongs to no engine yet: it costs milliseconds, so it is made once and remembered. */
export function passwordKey(protocol: SnmpAuthProtocol, password: string): Buffer {
  return remembered(ofPasswords, `${protocol} ${password}`, () => stretched(protocol, password));
}

/** The key as one engine knows it. */
export function localKey(protocol: SnmpAuthProtocol, key: Buffer, engineId: Buffer): Buffer {
  return createHash(PROTOCOLS[protocol].hash).update(key).update(engineId).update(key).digest();
}

/**
 * A password's key of an engine that we ask, remembered: not for engines that strangers name.
 * @param password octets where a long key is made of a short one, which is then of this engine alone (Reeder's draft).
 */
export function engineKey(protocol: SnmpAuthProtocol, password: string | Buffer, engineId: Buffer): Buffer {
  const isText = typeof password === 'string';
  const name = `${protocol} ${engineId.toString('hex')} ${isText ? `"${password}` : password.toString('hex')}`;
  return remembered(ofEngines, name, () => {
    const key = isText ? passwordKey(protocol, password) : stretched(protocol, password);
    return localKey(protocol, key, engineId);
  });
}

/** What messages of that engine are signed with. */
export function digestKey(protocol: SnmpAuthProtocol, local: Buffer): DigestKey {
  const { hash, digestOctets } = PROTOCOLS[protocol];
  return { hash, key: local, length: digestOctets };
}
