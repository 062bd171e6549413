import { describe, expect, it } from 'vitest';
import { singleAddressPort } from '../../../model/loopback-plan.ts';
import { readTable } from './demo-files.ts';

describe('singleAddressPort', () => {
  it('follows the formula', () => {
    expect(singleAddressPort('127.20.0.1', 'snmp')).toBe(20_002);
    expect(singleAddressPort('127.20.0.1', 'stamp')).toBe(20_003);
    expect(singleAddressPort('127.21.3.10', 'stamp')).toBe(20_000 + ((10 + 3) * 64 + 10) * 2 + 1);
    expect(singleAddressPort('127.22.9.63', 'stamp')).toBe(23_839);
  });

  it('gives every address and service of the demonstration a port of its own', () => {
    const addresses = [
      ...readTable('sites.csv').flatMap((site) => [site.address!, site.gateway!, site.core_address!]),
      ...readTable('rooms.csv').map((room) => room.address!),
    ];
    const ports = addresses.flatMap((address) => [
      singleAddressPort(address, 'snmp'),
      singleAddressPort(address, 'stamp'),
    ]);
    expect(new Set(ports).size).toBe(2 * (105 * 3 + 13));
  });

  it.each([
    '127.0.0.1',
    '127.19.0.1',
    '127.23.0.1',
    '127.20.10.1',
    '127.20.0.0',
    '127.20.0.64',
    '10.20.0.1',
    'localhost',
    '',
  ])('refuses %j, which is outside the plan', (address) => {
    expect(() => singleAddressPort(address, 'snmp')).toThrow(RangeError);
    expect(() => singleAddressPort(address, 'snmp')).toThrow('outside the loopback plan');
  });
});
