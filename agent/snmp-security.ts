/** The user-based security model (RFC 3414) in net-snmp's terms. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as snmp from 'net-snmp';
import type { SnmpAuthProtocol, SnmpPrivProtocol } from '../model/probe-settings.ts';
import type { DigestKey } from './snmp/digest.ts';

/** An SNMPv3 user as settings have it. */
export type SnmpUser = { readonly user: string } & (
  | { readonly level: 'noAuthNoPriv' }
  | { readonly level: 'authNoPriv'; readonly auth: SnmpAuthProtocol; readonly auth_key: string }
  | {
      readonly level: 'authPriv';
      readonly auth: SnmpAuthProtocol;
      readonly auth_key: string;
      readonly priv: SnmpPrivProtocol;
      readonly priv_key: string;
    }
);

const AUTH: Readonly<Record<SnmpAuthProtocol, snmp.AuthProtocols>> = {
  md5: snmp.AuthProtocols.md5,
  sha1: snmp.AuthProtocols.sha,
  sha224: snmp.AuthProtocols.sha224,
  sha256: snmp.AuthProtocols.sha256,
  sha384: snmp.AuthProtocols.sha384,
  sha512: snmp.AuthProtocols.sha512,
};

/** Keys longer than a hash are stretched as Blumenthal's draft has it (net-snmp), or Reeder's (`c`: Cisco). */
const PRIV: Readonly<Record<SnmpPrivProtocol, snmp.PrivProtocols>> = {
  des: snmp.PrivProtocols.des,
  aes128: snmp.PrivProtocols.aes,
  aes256: snmp.PrivProtocols.aes256b,
  aes256c: snmp.PrivProtocols.aes256r,
};

export function netSnmpUser(user: SnmpUser): snmp.User {
  const name = user.user;
  switch (user.level) {
    case 'noAuthNoPriv':
      return { name, level: snmp.SecurityLevel.noAuthNoPriv };
    case 'authNoPriv':
      return {
        name,
        level: snmp.SecurityLevel.authNoPriv,
        authProtocol: AUTH[user.auth],
        authKey: user.auth_key,
      };
    case 'authPriv':
      if (user.priv === 'des') useTripleDes();
      return {
        name,
        level: snmp.SecurityLevel.authPriv,
        authProtocol: AUTH[user.auth],
        authKey: user.auth_key,
        privProtocol: PRIV[user.priv],
        privKey: user.priv_key,
      };
  }
}

/** A user's keys, localised for one engine (RFC 3414 section 2.6). */
export interface UsmKeys {
  readonly auth?: DigestKey;
  readonly priv?: {
    readonly cipher: string;
    readonly key: Buffer;
    /** Of DES: what the salt is mixed with; AES mixes it with the engine's time. */
    readonly preIv?: Buffer;
  };
}

/** Bits of msgFlags (RFC 3412 section 6.4) that an answer to this user has to have. */
export function requiredFlags(level: SnmpUser['level']): number {
  return { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 3 }[level];
}

/** RFC 3414 section 8.1.1: eight octets of key, eight of pre-IV. */
const DES_OCTETS = 8;

interface Engine {
  readonly engineID: Buffer;
}

interface Encrypted {
  readonly encryptedPdu: Buffer;
  readonly msgPrivacyParameters: Buffer;
}

interface AuthAlgorithm {
  readonly CRYPTO_ALGORITHM: string;
  readonly AUTHENTICATION_CODE_LENGTH: number;
}

/** The parts of net-snmp that its type declarations leave out. */
interface Internals {
  readonly Authentication: {
    readonly algorithms: Readonly<Record<number, AuthAlgorithm>>;
    passwordToKey(auth: number, password: string, engineId: Buffer): Buffer;
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

/** A user's keys for this engine; the package remembers those that it has made, which takes a megabyte of hashing each. */
export function localisedKeys(user: SnmpUser, engineId: Buffer): UsmKeys {
  if (user.level === 'noAuthNoPriv') return {};
  const { Authentication, Encryption } = snmp as unknown as Internals;
  const auth = AUTH[user.auth];
  const digest = Authentication.algorithms[auth];
  if (!digest) throw new Error(`net-snmp knows no ${user.auth}`);
  const keys: UsmKeys = {
    auth: {
      hash: digest.CRYPTO_ALGORITHM,
      key: Authentication.passwordToKey(auth, user.auth_key, engineId),
      length: digest.AUTHENTICATION_CODE_LENGTH,
    },
  };
  if (user.level === 'authNoPriv') return keys;
  if (user.priv === 'des') {
    const { key, preIv } = desSecrets(Authentication.passwordToKey(auth, user.priv_key, engineId));
    return { ...keys, priv: { cipher: TRIPLE_DES, key, preIv } };
  }
  const algorithm = Encryption.algorithms[PRIV[user.priv]];
  if (!algorithm) throw new Error(`net-snmp knows no ${user.priv}`);
  const key = algorithm.localizationAlgorithm(algorithm, auth, user.priv_key, engineId);
  return { ...keys, priv: { cipher: algorithm.CRYPTO_ALGORITHM, key } };
}

const TRIPLE_DES = 'des-ede3-cbc';

function desSecrets(localised: Buffer): { readonly key: Buffer; readonly preIv: Buffer } {
  const key = localised.subarray(0, DES_OCTETS);
  return { key: Buffer.concat([key, key, key]), preIv: localised.subarray(DES_OCTETS, 2 * DES_OCTETS) };
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((octet, index) => octet ^ (right[index] ?? 0)));
}

/**
 * OpenSSL 3 has no DES any more, net-snmp asks it for nothing else, and old switches know nothing else. Triple DES
 * with one key three times is DES.
 */
function useTripleDes(): void {
  const { Authentication, Encryption } = snmp as unknown as Internals;
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
