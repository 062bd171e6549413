/** What net-snmp does worse than this program needs it: DES, and keys that it stretches anew for each engine. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as snmp from 'net-snmp';
import type { SnmpAuthProtocol } from '../../model/probe-settings.ts';
import { engineKey } from './usm-key.ts';

/** Protocols as net-snmp numbers them. */
export const AUTH: Readonly<Record<SnmpAuthProtocol, snmp.AuthProtocols>> = {
  md5: snmp.AuthProtocols.md5,
  sha1: snmp.AuthProtocols.sha,
  sha224: snmp.AuthProtocols.sha224,
  sha256: snmp.AuthProtocols.sha256,
  sha384: snmp.AuthProtocols.sha384,
  sha512: snmp.AuthProtocols.sha512,
};

interface Engine {
  readonly engineID: Buffer;
}

interface Encrypted {
  readonly encryptedPdu: Buffer;
  readonly msgPrivacyParameters: Buffer;
}

/** The parts of net-snmp that its type declarations leave out. */
interface Internals {
  readonly Authentication: {
    passwordToKey(auth: number, password: string | Buffer, engineId: Buffer): Buffer;
  };
  readonly Encryption: {
    readonly algorithms: Record<
      number,
      {
        readonly CRYPTO_ALGORITHM: string;
        localizationAlgorithm(algorithm: unknown, auth: number, password: string, engineId: Buffer): Buffer;
        encryptPdu(pdu: Buffer, priv: number, password: string, auth: number, engine: Engine): Encrypted;
        decryptPdu(
          pdu: Buffer,
          priv: number,
          salt: Buffer,
          password: string,
          auth: number,
          engine: Engine,
        ): Buffer;
      }
    >;
  };
}

const { Authentication, Encryption } = snmp as unknown as Internals;

const AUTH_NAMES: ReadonlyMap<number, SnmpAuthProtocol> = new Map(
  Object.entries(AUTH).map(([name, number]) => [number, name as SnmpAuthProtocol]),
);

/**
 * The package stretches a password once for each engine, which is a megabyte of hashing, and remembers every engine
 * for ever.
 */
export function shareKeys(): void {
  Authentication.passwordToKey = (auth, password, engineId) => {
    const protocol = AUTH_NAMES.get(auth);
    if (!protocol) throw new Error(`net-snmp has an authentication protocol ${auth} that we do not know`);
    return engineKey(protocol, password, engineId);
  };
}

/** How the package encrypts for an engine: its cipher, and the key. */
export function cipherKey(
  priv: snmp.PrivProtocols,
  auth: snmp.AuthProtocols,
  password: string,
  engineId: Buffer,
): { readonly cipher: string; readonly key: Buffer } {
  const algorithm = Encryption.algorithms[priv];
  if (!algorithm) throw new Error(`net-snmp knows no privacy protocol ${priv}`);
  const key = algorithm.localizationAlgorithm(algorithm, auth, password, engineId);
  return { cipher: algorithm.CRYPTO_ALGORITHM, key };
}

/** RFC 3414 section 8.1.1: eight octets of key, eight of pre-IV. */
const DES_OCTETS = 8;

/** OpenSSL 3 has no DES any more; triple DES with one key three times is DES. */
export const TRIPLE_DES = 'des-ede3-cbc';

/** @param localised the engine's key. */
export function desSecrets(localised: Buffer): { readonly key: Buffer; readonly preIv: Buffer } {
  const key = localised.subarray(0, DES_OCTETS);
  return { key: Buffer.concat([key, key, key]), preIv: localised.subarray(DES_OCTETS, 2 * DES_OCTETS) };
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((octet, index) => octet ^ (right[index] ?? 0)));
}

/** net-snmp asks OpenSSL for nothing but DES, and old switches know nothing else. */
export function useTripleDes(): void {
  const des = Encryption.algorithms[snmp.PrivProtocols.des];
  if (!des) return;
  const secretsOf = (password: string, auth: number, { engineID }: Engine) =>
    desSecrets(Authentication.passwordToKey(auth, password, engineID));
  des.encryptPdu = (pdu, _priv, password, auth, engine) => {
    const { key, preIv } = secretsOf(password, auth, engine);
    const salt = randomBytes(DES_OCTETS);
    const cipher = createCipheriv(TRIPLE_DES, key, xor(preIv, salt)).setAutoPadding(false);
    const padded = Buffer.alloc(Math.ceil(pdu.length / DES_OCTETS) * DES_OCTETS);
    pdu.copy(padded);
    return {
      encryptedPdu: Buffer.concat([cipher.update(padded), cipher.final()]),
      msgPrivacyParameters: salt,
    };
  };
  des.decryptPdu = (pdu, _priv, salt, password, auth, engine) => {
    const { key, preIv } = secretsOf(password, auth, engine);
    const decipher = createDecipheriv(TRIPLE_DES, key, xor(preIv, salt)).setAutoPadding(false);
    return Buffer.concat([decipher.update(pdu), decipher.final()]);
  };
}
