/** The user-based security model (RFC 3414) in net-snmp's terms. */
import * as snmp from 'net-snmp';
import type { SnmpAuthProtocol, SnmpPrivProtocol } from '../model/probe-settings.ts';
import type { DigestKey } from './snmp/digest.ts';
import { AUTH, cipherKey, desSecrets, shareKeys, TRIPLE_DES, useTripleDes } from './snmp/net-snmp-mends.ts';
import { digestKey, engineKey } from './snmp/usm-key.ts';

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

/** Keys longer than a hash are stretched as Blumenthal's draft has it (net-snmp), or Reeder's (`c`: Cisco). */
const PRIV: Readonly<Record<SnmpPrivProtocol, snmp.PrivProtocols>> = {
  des: snmp.PrivProtocols.des,
  aes128: snmp.PrivProtocols.aes,
  aes256: snmp.PrivProtocols.aes256b,
  aes256c: snmp.PrivProtocols.aes256r,
};

export function netSnmpUser(user: SnmpUser): snmp.User {
  const name = user.user;
  if (user.level === 'noAuthNoPriv') return { name, level: snmp.SecurityLevel.noAuthNoPriv };
  shareKeys();
  const authentication = { authProtocol: AUTH[user.auth], authKey: user.auth_key };
  if (user.level === 'authNoPriv') return { name, level: snmp.SecurityLevel.authNoPriv, ...authentication };
  if (user.priv === 'des') useTripleDes();
  return {
    name,
    level: snmp.SecurityLevel.authPriv,
    ...authentication,
    privProtocol: PRIV[user.priv],
    privKey: user.priv_key,
  };
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

/** A user's keys for this engine. */
export function localisedKeys(user: SnmpUser, engineId: Buffer): UsmKeys {
  if (user.level === 'noAuthNoPriv') return {};
  const auth = digestKey(user.auth, engineKey(user.auth, user.auth_key, engineId));
  if (user.level === 'authNoPriv') return { auth };
  if (user.priv === 'des') {
    const secrets = desSecrets(engineKey(user.auth, user.priv_key, engineId));
    return { auth, priv: { cipher: TRIPLE_DES, ...secrets } };
  }
  shareKeys();
  return { auth, priv: cipherKey(PRIV[user.priv], AUTH[user.auth], user.priv_key, engineId) };
}
