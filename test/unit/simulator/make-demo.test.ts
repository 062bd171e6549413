import { describe, expect, it } from 'vitest';
import { isInside, readShapes } from '../../../tools/geometry.ts';
import { makeDemo } from '../../../tools/make-demo.ts';
import { readConfigFile, readTable } from './demo-files.ts';

const made = makeDemo({
  choice: readConfigFile('demo/choice.yaml'),
  units: readConfigFile('demo/units.csv'),
  mapping: readConfigFile('demo/mapping-2025.csv'),
  communes: readConfigFile('geo/communes-2025.geojson'),
  districts: readConfigFile('geo/districts-former.geojson'),
});
const sites = readTable('sites.csv');

describe('the demonstration tables', () => {
  it.each(Object.keys(made))('%s is what the generator makes', (name) => {
    expect(readConfigFile(`demo/${name}`)).toBe(made[name]);
  });

  it('has the first installation’s numbers', () => {
    const count = (siteClass: string) => sites.filter((site) => site.class === siteClass).length;
    expect(['department', 'district', 'commune', 'centre'].map(count)).toEqual([22, 9, 71, 3]);
    expect(readTable('devices.csv')).toHaveLength(105);
    expect(readTable('lines.csv')).toHaveLength(104);
    const levels = readTable('rooms.csv').map((room) => room.level);
    expect(levels.filter((level) => level === 'province')).toHaveLength(4);
    expect(levels.filter((level) => level === 'district')).toHaveLength(9);
  });

  it.each(['id', 'short_name', 'address', 'gateway', 'core_address'])(
    'gives no two sites one %s',
    (column) => {
      const values = sites.map((site) => site[column]);
      expect(new Set(values).size).toBe(sites.length);
    },
  );

  it('names sites for paths, for SMS and in NFC', () => {
    for (const site of sites) {
      expect(site.id).toMatch(/^[a-z0-9-]+$/);
      expect(site.short_name).toMatch(/^[A-Z0-9-]{1,10}$/);
      expect(site.name).toBe(site.name!.normalize('NFC'));
    }
  });

  it('leads every commune to its district and every other site to the core', () => {
    const parents = new Map(
      readTable('units.csv').map((unit) => [unit.code + unit.valid_from!, unit.parent_code]),
    );
    const byId = new Map(sites.map((site) => [site.id, site]));
    for (const site of sites) {
      const upstream = byId.get(site.upstream!);
      if (site.class === 'commune') expect(upstream?.unit).toBe(parents.get(site.unit!));
      else expect(upstream?.id).toBe(site.id === 'trung-tam-du-lieu' ? undefined : 'trung-tam-du-lieu');
    }
  });

  it('puts communes inside their successors and markers apart', () => {
    const shapes = readShapes(readConfigFile('geo/communes-2025.geojson'));
    const successors = new Map(readTable('mapping-2025.csv').map((row) => [row.old_code, row.new_code]));
    const positions = sites.map((site) => [Number(site.longitude), Number(site.latitude)] as const);
    for (const [index, site] of sites.entries()) {
      if (site.class !== 'commune') continue;
      expect(isInside(positions[index]!, shapes.get(successors.get(site.unit!)!)!), site.id).toBe(true);
    }
    const gaps = positions.flatMap(([x, y], index) =>
      positions.slice(0, index).map(([otherX, otherY]) => Math.hypot(x - otherX, y - otherY)),
    );
    // About 600 m: what tells two markers apart on a map of the city.
    expect(Math.min(...gaps)).toBeGreaterThan(0.005);
  });
});
