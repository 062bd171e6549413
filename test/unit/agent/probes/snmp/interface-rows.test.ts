import { describe, expect, it } from 'vitest';
import type { Cells } from './interface-table.ts';
import { rowsOf } from './interface-table.ts';

describe('readInterfaceRows', () => {
  it('names a row by ifName', () =>
    expect([...rowsOf({ 1: { ifName: 'ge-0/0/0', ifDescr: 'port 1' } }).keys()]).toEqual(['ge-0/0/0']));
  it('falls back to ifDescr', () => expect([...rowsOf({ 1: { ifDescr: 'eth0' } }).keys()]).toEqual(['eth0']));
  it('falls back to ifDescr where ifName is empty', () =>
    expect([...rowsOf({ 1: { ifName: '', ifDescr: 'eth0' } }).keys()]).toEqual(['eth0']));
  it('falls back to the index', () => expect([...rowsOf({ 7: { ifDescr: '' } }).keys()]).toEqual(['7']));
  it('tells two rows of one name apart by the index', () =>
    expect([...rowsOf({ 1: { ifName: 'wan' }, 2: { ifName: 'wan' } }).keys()]).toEqual(['wan', 'wan#2']));

  it('tells rows of one name apart by their aliases, which stay when indexes change', () =>
    expect([
      ...rowsOf({
        1: { ifName: 'wan', ifAlias: 'north' },
        2: { ifName: 'wan', ifAlias: 'south' },
        3: { ifName: 'wan' },
      }).keys(),
    ]).toEqual(['wan (north)', 'wan (south)', 'wan']));

  it.each<[string, Cells, number]>([
    ['ifHighSpeed in megabits', { ifHighSpeed: 10_000, ifSpeed: 4_294_967_295 }, 10_000_000_000],
    ['ifSpeed where there is no ifHighSpeed', { ifSpeed: 2_048_000 }, 2_048_000],
    ['ifSpeed where ifHighSpeed is 0', { ifHighSpeed: 0, ifSpeed: 512_000 }, 512_000],
    ['ifSpeed where ifHighSpeed is it, rounded', { ifHighSpeed: 1, ifSpeed: 1_441_000 }, 1_441_000],
    ['ifHighSpeed where ifSpeed is something else', { ifHighSpeed: 100, ifSpeed: 9_600 }, 100_000_000],
    ['no speed where ifSpeed says that it cannot', { ifSpeed: 4_294_967_295 }, 0],
    ['no speed where the device says none', {}, 0],
  ])('takes the speed: %s', (_, cells, speedBps) =>
    expect(rowsOf({ 1: { ifName: 'a', ...cells } }).get('a')).toMatchObject({ speedBps }),
  );

  it('prefers the wide counters', () => {
    const cells = { ifName: 'a', ifInOctets: 1, ifOutOctets: 2, ifHCInOctets: 2n ** 60n, ifHCOutOctets: 9n };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({
      inOctets: 2n ** 60n,
      outOctets: 9n,
      counterBits: 64,
    });
  });

  it('takes the narrow counters where the wide ones are not both there', () => {
    const cells = { ifName: 'a', ifInOctets: 1, ifOutOctets: 2, ifHCInOctets: 5n };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({ inOctets: 1n, outOctets: 2n, counterBits: 32 });
  });

  it('keeps what else the device says', () => {
    const cells = { ifName: 'a', ifAlias: 'to the core', ifOperStatus: 1, ifHighSpeed: 100 };
    expect(rowsOf({ 1: cells }).get('a')).toMatchObject({
      alias: 'to the core',
      highSpeed: 100n,
      operStatus: 1n,
    });
  });
});
