import { describe, expect, it, vi } from 'vitest';
import { localKey, passwordKey } from '../../../../agent/snmp/usm-key.ts';
import type { SnmpUser } from '../../../../agent/snmp-security.ts';
import { localisedKeys } from '../../../../agent/snmp-security.ts';

/** RFC 3414 appendices A.3.1 and A.3.2. */
const ENGINE_ID = Buffer.from('000000000000000000000002', 'hex');

describe('a localised key', () => {
  it.each([
    ['md5', '9faf3283884e92834ebc9847d8edd963', '526f5eed9fcce26f8964c2930787d82b'],
    [
      ...(['sha1', '9fb5cc0381497b3793528939ff788d5d79145211'] as const),
      '6695febc9288e36282235fc7151f128497b38f3f',
    ],
  ] as const)('of %s is the one of RFC 3414', (protocol, ofPassword, ofEngine) => {
    const key = passwordKey(protocol, 'maplesyrup');
    expect(key.toString('hex')).toBe(ofPassword);
    expect(localKey(protocol, key, ENGINE_ID).toString('hex')).toBe(ofEngine);
  });
});

describe('stretching a password, a megabyte of hashing', () => {
  const engine = (number: number) => Buffer.from([0x80, 0, 0, 0, 5, number]);
  /** How often the megabyte is laid out, by us or by net-snmp, while keys are made for these engines. */
  const stretchesFor = (user: SnmpUser, engines: readonly number[]) => {
    const alloc = vi.spyOn(Buffer, 'alloc');
    for (const number of engines) localisedKeys(user, engine(number));
    const { calls } = alloc.mock;
    alloc.mockRestore();
    return calls.filter(([octets]) => octets === 1_048_576).length;
  };

  it.each(['aes128', 'aes256', 'des'] as const)('is done once for all engines: %s', (priv) => {
    const keys = { auth_key: `auth of ${priv}`, priv_key: `priv of ${priv}` };
    const user = { user: 'u', level: 'authPriv', auth: 'sha256', priv, ...keys } as const;
    expect(stretchesFor(user, [1, 2, 3, 2, 1])).toBe(2);
    expect(stretchesFor(user, [1, 4])).toBe(0);
  });

  it('is done once more for each engine where a key is stretched as Cisco does', () => {
    const keys = { auth_key: 'auth of aes256c', priv_key: 'priv of aes256c' };
    const user = { user: 'u', level: 'authPriv', auth: 'sha1', priv: 'aes256c', ...keys } as const;
    expect(stretchesFor(user, [1, 2, 1, 2])).toBe(2 + 2);
  });

  it('is another for another protocol', () => {
    const user = { user: 'u', level: 'authNoPriv', auth_key: 'the same password' } as const;
    expect(stretchesFor({ ...user, auth: 'sha1' }, [1, 2])).toBe(1);
    expect(stretchesFor({ ...user, auth: 'sha512' }, [1, 2])).toBe(1);
  });
});
