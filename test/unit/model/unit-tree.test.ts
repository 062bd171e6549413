import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../model/unit-tree.ts';
import { isValidOn, UnitTree } from '../../../model/unit-tree.ts';

function unit(code: string, type: Unit['type'], parent?: string, validTo?: string): Unit {
  return { code, name: code, type, parent, validFrom: undefined, validTo };
}

const province = unit('15', 'province');
const district = unit('137', 'district', '15', '2025-06-30');
const commune = unit('04456', 'commune', '137');

describe('UnitTree', () => {
  const tree = new UnitTree([province, district, commune]);

  it('finds a unit by its code', () => expect(tree.unit('04456')).toBe(commune));
  it('knows no unit that is not there', () => expect(tree.unit('99')).toBeUndefined());
  it('goes up from a unit to its province', () =>
    expect(tree.pathFrom('04456')).toEqual([commune, district, province]));
  it('goes nowhere from a unit that is not there', () => expect(tree.pathFrom('99')).toEqual([]));
  it('ends where the unit above is not there', () =>
    expect(new UnitTree([commune]).pathFrom('04456')).toEqual([commune]));
  it('ends where the way would go round', () => {
    const ring = new UnitTree([unit('1', 'commune', '2'), unit('2', 'district', '1')]);
    expect(ring.pathFrom('1').map(({ code }) => code)).toEqual(['1', '2']);
  });
  it('names the district of a commune', () => expect(tree.districtOf('04456')).toBe(district));
  it('takes a district for its own', () => expect(tree.districtOf('137')).toBe(district));
  it('names no district of a province', () => expect(tree.districtOf('15')).toBeUndefined());
  it.each(['city', 'town', 'district'] as const)('takes a %s for district level', (type) => {
    const upper = unit('132', type, '15');
    expect(new UnitTree([province, upper, unit('1', 'ward', '132')]).districtOf('1')).toBe(upper);
  });
});

describe('isValidOn', () => {
  const bounded: Unit = { ...commune, validFrom: '2025-07-01', validTo: '2026-12-31' };

  it.each([
    ['2025-06-30', false],
    ['2025-07-01', true],
    ['2026-12-31', true],
    ['2027-01-01', false],
  ])('counts the first and the last day in: %s', (day, valid) => expect(isValidOn(bounded, day)).toBe(valid));
  it('holds for ever without days', () => expect(isValidOn(commune, '1900-01-01')).toBe(true));
});
