import { describe, expect, it } from 'vitest';
import type { Inventory, Room } from '../../../model/inventory.ts';
import { changesOf } from '../../../model/inventory-changes.ts';

const room = (id: string, more: Partial<Room> = {}): Room => ({
  ...{ id, site: 's', name: `Phòng ${id}`, level: 'district', address: '10.0.0.1' },
  ...more,
});
const inventory = (rooms: readonly Room[]): Inventory => ({
  units: [],
  sites: [],
  devices: [],
  lines: [],
  rooms,
});

describe('what is different from one inventory to another', () => {
  it('nothing in the same one', () => {
    expect(changesOf(inventory([room('a')]), inventory([room('a')]))).toEqual([]);
  });

  it('added, removed, and each field that changed', () => {
    const before = inventory([room('a'), room('b')]);
    const after = inventory([room('b', { address: '10.0.0.2', level: 'province' }), room('c')]);
    expect(changesOf(before, after)).toEqual([
      { kind: 'rooms', change: 'added', id: 'c', name: 'Phòng c', fields: [] },
      { kind: 'rooms', change: 'removed', id: 'a', name: 'Phòng a', fields: [] },
      {
        ...{ kind: 'rooms', change: 'changed', id: 'b', name: 'Phòng b' },
        fields: [
          { field: 'level', from: 'district', to: 'province' },
          { field: 'address', from: '10.0.0.1', to: '10.0.0.2' },
        ],
      },
    ]);
  });
});
