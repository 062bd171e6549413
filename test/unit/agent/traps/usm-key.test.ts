import { describe, expect, it } from 'vitest';
import { localKey, passwordKey } from '../../../../agent/traps/usm-key.ts';

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
