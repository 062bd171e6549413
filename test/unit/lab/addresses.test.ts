import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertLabAddress,
  assertLabUrl,
  ipv4At,
  isLabAddress,
  NotALabAddress,
  parseIpv4,
} from '../../lab/addresses.ts';

describe('isLabAddress', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.255',
    'localhost',
    '10.105.0.1',
    '10.105.255.255',
    '10.64.0.0',
    '10.67.255.255',
  ])('takes %s', (address) => expect(isLabAddress(address)).toBe(true));
  it.each([
    ['10.104.255.255', 'just below the sites'],
    ['10.106.0.0', 'just above the sites'],
    ['10.63.255.255', 'just below the lines'],
    ['10.68.0.0', 'just above the lines'],
    ['128.0.0.1', 'just above loopback'],
    ['192.0.2.1', 'far away'],
    ['0.0.0.0', 'any'],
    ['010.105.0.1', 'octal to some'],
    ['10.105.1', 'short for 10.105.0.1 to some'],
    ['174653441', 'a number that some read as an address'],
    ['10.105.0.1.example', 'a name'],
    ['::1', 'IPv6'],
    ['', 'nothing'],
  ])('refuses %s (%s)', (address) => expect(isLabAddress(address)).toBe(false));

  it('throws with the address in the message', () => {
    expect(() => assertLabAddress('192.0.2.1')).toThrow(NotALabAddress);
    expect(() => assertLabUrl('http://192.0.2.1:8080/x')).toThrow('192.0.2.1');
    expect(() => assertLabUrl('http://10.105.0.1@192.0.2.1/')).toThrow('192.0.2.1');
    expect(() => assertLabUrl('http://10.105.0.1:8080/x')).not.toThrow();
  });
});

describe('ipv4At', () => {
  it('counts on from a base, and its text reads back', () => {
    expect(ipv4At('10.64.0.0', 257)).toBe('10.64.1.1');
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (value) => parseIpv4(ipv4At('0.0.0.0', value)) === value));
  });
});
