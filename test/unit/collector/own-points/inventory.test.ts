import { describe, expect, it } from 'vitest';
import { InventoryPoints } from '../../../../collector/own-points/inventory.ts';
import { demoConfigPath, loadConfig } from '../../../../config/load.ts';
import type { State, SubjectId } from '../../../../model/state.ts';
import { expectAsWritten } from '../../../setup/as-written.ts';

const before = loadConfig(demoConfigPath(), '2025-06-30');
const after = { ...before, unitsAsOf: '2025-07-01' };

const stateOf = (subject: SubjectId): State | undefined => {
  if (subject.startsWith('line:')) return undefined;
  return subject === 'site:mu-cang-chai' ? 'unreachable' : 'up';
};

const fieldsOf = (points: InventoryPoints, subject: SubjectId) => points.of([subject], 7)[0]?.fields;

describe('the inventory as points', () => {
  const points = new InventoryPoints(before, stateOf);

  it('has every site, line and room, as the schema says', () => {
    const { sites, lines, rooms } = before.inventory;
    const all = points.all(7);
    expectAsWritten(all);
    expect(all).toHaveLength(sites.length + lines.length + rooms.length);
    expect(all.every(({ timeMs, tags }) => timeMs === 7 && tags.agent === 'collector')).toBe(true);
  });

  it('has names, units and states in fields, and nothing but ids in tags', () => {
    expect(points.of(['site:mu-cang-chai'], 7)).toEqual([
      {
        measurement: 'site_info',
        tags: { site: 'mu-cang-chai', agent: 'collector' },
        fields: {
          name: 'UBND huyện Mù Căng Chải',
          choice: 'UBND huyện Mù Căng Chải (mu-cang-chai)',
          class: 'district',
          district: 'Huyện Mù Căng Chải',
          commune: '-',
          state: 'unreachable',
          state_code: 3n,
        },
        timeMs: 7,
      },
    ]);
    expect(fieldsOf(points, 'site:mu-cang-chai-che-cu-nha')).toMatchObject({
      district: 'Huyện Mù Căng Chải',
      commune: 'Xã Chế Cu Nha',
    });
    expect(fieldsOf(points, 'site:van-phong-ubnd')).toMatchObject({ district: '-', commune: '-' });
  });

  it('has lines without a state, their rate in bits a second', () => {
    const fields = fieldsOf(points, 'line:van-phong-ubnd-line');
    expect(fields).toMatchObject({ carrier: 'VNPT', bandwidth_bps: 34_816_000, target_percent: 99.9 });
    expect(fields).not.toHaveProperty('state');
  });

  it('follows the units of the day', () => {
    const later = new InventoryPoints(after, stateOf);
    expect(fieldsOf(later, 'site:mu-cang-chai-che-cu-nha')?.district).toBe('-');
  });

  it('has nothing of what is not in it', () => {
    expect(points.of(['device:van-phong-ubnd-rt', 'site:nowhere'], 7)).toEqual([]);
  });
});
