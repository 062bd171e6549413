import { describe, expect, it } from 'vitest';
import {
  inventoryWithin,
  isWithin,
  reachOfHolder,
  sitesInUnits,
  within,
} from '../../../../collector/api/auth/reach.ts';
import type { Holder } from '../../../../collector/api/auth/tokens.ts';
import { demoConfigPath, loadConfig } from '../../../../config/load.ts';

const TODAY = '2026-11-26';
const config = loadConfig(demoConfigPath(), TODAY);
const PROVINCE = '15';
/** Trạm Tấu and Mù Cang Chải, of the demonstration. */
const DISTRICTS = ['139', '137'] as const;
function holder(scope: string[] | undefined): Holder {
  return { id: 1, by: 'session', kind: 'viewer', holder: 'lan', sites: undefined, scope, user: 1 };
}

describe('who is limited to units', () => {
  it('sees the sites of a unit and of those below it', () => {
    const reach = sitesInUnits(['139'], config);
    expect(reach).toContain('tram-tau');
    expect(reach).not.toContain('mu-cang-chai');
    const units = new Set(config.inventory.sites.filter(({ id }) => reach.has(id)).map(({ unit }) => unit));
    expect(units.size).toBeGreaterThan(1);
    expect(sitesInUnits([PROVINCE], config).size).toBe(config.inventory.sites.length);
  });

  it('sees those of each of several, each once', () => {
    const [one, other] = DISTRICTS.map((code) => sitesInUnits([code], config));
    const both = sitesInUnits([...DISTRICTS, DISTRICTS[0]], config);
    expect(both.size).toBe((one?.size ?? 0) + (other?.size ?? 0));
  });

  it('sees nothing of a unit that there is not, now', () => {
    expect(sitesInUnits(['no-such-unit'], config).size).toBe(0);
    // Districts ended on 2025-06-30.
    expect(sitesInUnits(['139'], { ...config, unitsAsOf: '2025-07-01' }).size).toBe(0);
  });

  it('is anybody with a scope; without one all is seen', () => {
    expect(reachOfHolder(undefined, config)).toBeUndefined();
    expect(reachOfHolder(holder(undefined), config)).toBeUndefined();
    expect(reachOfHolder(holder([]), config)).toBeUndefined();
    expect(reachOfHolder(holder(['139']), config)?.has('tram-tau')).toBe(true);
    expect(reachOfHolder(holder(['no-such-unit']), config)?.size).toBe(0);
  });

  it('gets lists and an inventory without the rest', () => {
    const reach = sitesInUnits(['139'], config);
    const { inventory } = config;
    const seen = inventoryWithin(inventory, reach);
    expect(new Set(seen.sites.map(({ id }) => id))).toEqual(reach);
    const others = [...seen.devices, ...seen.lines, ...seen.rooms].filter(({ site }) => !reach.has(site));
    expect(others).toEqual([]);
    expect(seen.devices.length).toBeGreaterThan(0);
    expect(inventoryWithin(inventory, undefined)).toBe(inventory);
    expect(isWithin('mu-cang-chai', reach)).toBe(false);
    // What is of no site is of the province.
    expect(within([{ site: null }, { site: 'tram-tau' }], reach, ({ site }) => site)).toEqual([
      { site: 'tram-tau' },
    ]);
  });
});
