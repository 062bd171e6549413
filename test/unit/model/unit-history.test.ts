import { expect, test } from 'vitest';
import { UnitHistory } from '../../../model/unit-history.ts';
import type { Unit, UnitType } from '../../../model/unit-tree.ts';

const LAST_DAY = '2025-06-30';
const FIRST_DAY = '2025-07-01';

const old = (code: string, name: string, type: UnitType, parent?: string): Unit => ({
  code,
  name,
  type,
  parent,
  validFrom: undefined,
  validTo: LAST_DAY,
});
const recent = (code: string, name: string, type: UnitType, parent?: string): Unit => ({
  ...old(code, name, type, parent),
  validFrom: FIRST_DAY,
  validTo: undefined,
});

const UNITS = [
  old('15', 'Tỉnh Yên Bái', 'province'),
  old('132', 'Thành phố Yên Bái', 'city', '15'),
  old('04252', 'Phường Yên Ninh', 'ward', '132'),
  old('04255', 'Phường Minh Tân', 'ward', '132'),
  old('04300', 'Xã Một Mình', 'commune', '132'),
  recent('15', 'Tỉnh Lào Cai', 'province'),
  recent('04252', 'Phường Yên Bái', 'ward', '15'),
  recent('04301', 'Xã Mới', 'commune', '15'),
];
const CHANGES = [
  { from: '04252', to: '04252' },
  { from: '04255', to: '04252' },
  { from: '04300', to: '04301' },
];

test('a commune is found in the one that it went up in, though the code is used again', () => {
  const after = new UnitHistory(UNITS, CHANGES, LAST_DAY, FIRST_DAY);
  expect(after.unitOf('04252')?.name).toBe('Phường Yên Bái');
  expect(after.unitOf('04255')?.name).toBe('Phường Yên Bái');
  expect(after.tree.pathFrom('04252').map(({ name }) => name)).toEqual(['Phường Yên Bái', 'Tỉnh Lào Cai']);
});

test('on its own day a code is what it says', () => {
  const same = new UnitHistory(UNITS, CHANGES, LAST_DAY, '2021-01-01');
  expect(same.unitOf('04255')?.name).toBe('Phường Minh Tân');
});

test('a district without successor is stood for by the province of the day', () => {
  const after = new UnitHistory(UNITS, CHANGES, LAST_DAY, FIRST_DAY);
  expect(after.unitOf('132')?.name).toBe('Tỉnh Lào Cai');
});

test('backwards: what came from one is that one, what came from several is the province', () => {
  const before = new UnitHistory(UNITS, CHANGES, FIRST_DAY, LAST_DAY);
  expect(before.unitOf('04301')?.name).toBe('Xã Một Mình');
  expect(before.unitOf('04252')?.name).toBe('Tỉnh Yên Bái');
});
