/** Which sites somebody sees: those of the units that an account or a token is limited to, and of the units below. */
import type { FastifyRequest } from 'fastify';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Inventory } from '../../../model/inventory.ts';
import { isValidOn, UnitTree } from '../../../model/unit-tree.ts';
import type { ApiContext } from '../resource.ts';
import type { Holder } from './tokens.ts';

/** `undefined`: all of them. */
export type Reach = ReadonlySet<string> | undefined;

/** By configuration and scope: a tree is made once, not at every request. */
const known = new WeakMap<LoadedConfig, Map<string, ReadonlySet<string>>>();

/**
 * Sites in any of the units as they are on the day that the installation counts by. Who is limited to a unit that is
 * gone since sees nothing, and is given another by an admin.
 */
export function sitesInUnits(codes: readonly string[], config: LoadedConfig): ReadonlySet<string> {
  const { units, sites } = config.inventory;
  const tree = new UnitTree(units.filter((unit) => isValidOn(unit, config.unitsAsOf)));
  const isWithin = (unit: string) => tree.pathFrom(unit).some(({ code }) => codes.includes(code));
  return new Set(sites.filter(({ unit }) => isWithin(unit)).map(({ id }) => id));
}

export function reachOfHolder(holder: Holder | undefined, config: LoadedConfig): Reach {
  const scope = holder?.scope;
  if (scope === undefined || scope.length === 0) return undefined;
  const scopes = known.get(config) ?? new Map<string, ReadonlySet<string>>();
  known.set(config, scopes);
  const key = scope.join(',');
  const reach = scopes.get(key) ?? sitesInUnits(scope, config);
  scopes.set(key, reach);
  return reach;
}

export function reachOf({ holder }: FastifyRequest, { config }: { readonly config: LoadedConfig }): Reach {
  return reachOfHolder(holder, config);
}

export function isWithin(site: string, reach: Reach): boolean {
  return reach === undefined || reach.has(site);
}

/** Whether who asks sees a subject; `undefined`: all of them. */
export type Sees = ((subject: string) => boolean) | undefined;

export function seesOf(
  request: FastifyRequest,
  { config, findSubject }: Pick<ApiContext, 'config' | 'findSubject'>,
): Sees {
  const reach = reachOf(request, { config });
  return reach && ((subject) => reach.has(findSubject(subject)?.site ?? ''));
}

/** Those that are seen. */
export function within<T>(items: readonly T[], reach: Reach, siteOf: (item: T) => string | null): T[] {
  return items.filter((item) => {
    const site = siteOf(item);
    return reach === undefined || (site !== null && reach.has(site));
  });
}

/** What somebody sees of the inventory. Units are no secret. */
export function inventoryWithin(inventory: Inventory, reach: Reach): Inventory {
  if (reach === undefined) return inventory;
  const ofSite = <T extends { readonly site: string }>(items: readonly T[]) =>
    within(items, reach, ({ site }) => site);
  return {
    ...inventory,
    sites: within(inventory.sites, reach, ({ id }) => id),
    devices: ofSite(inventory.devices),
    lines: ofSite(inventory.lines),
    rooms: ofSite(inventory.rooms),
  };
}
