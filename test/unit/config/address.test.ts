import { describe, expect, it } from 'vitest';
import { addressSchema } from '../../../config/schema/address.ts';

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '10.0.0.1:1161',
    '::1',
    '2001:db8::1',
    '[2001:db8::1]:8620',
    'router',
    'router.example.vn',
    'router.example.vn:161',
    'a-b.c',
    '1a.example',
  ])('may be %s', (text) => expect(addressSchema.safeParse(text).success).toBe(true));

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1.2',
    '10.0.0.1:0',
    '10.0.0.1:65536',
    '10.0.0.1/24',
    '2001:db8::1::2',
    '[]:7',
    '-a.example',
    'a-.example',
    'a..b',
    'đường.vn',
    'a b',
    'a_b',
    `${'a'.repeat(64)}.vn`,
    `${'a.'.repeat(130)}vn`,
  ])('may not be "%s"', (text) => expect(addressSchema.safeParse(text).success).toBe(false));
});
