/** What the holder of a token may write. */
import type { LoadedConfig } from '../../../config/load.ts';
import type { Inventory } from '../../../model/inventory.ts';
import { findAgent, sitesOfAgent } from '../../agents/agents.ts';
import type { Admission, PlacedTag } from '../../ingest/admission.ts';
import { ApiRefusal } from '../errors.ts';
import type { Holder } from './tokens.ts';

/** A map is made once for a configuration, not at every request. */
const homes = new WeakMap<Inventory, Readonly<Record<PlacedTag, ReadonlyMap<string, string>>>>();

function homesOf(inventory: Inventory): Readonly<Record<PlacedTag, ReadonlyMap<string, string>>> {
  const known = homes.get(inventory);
  if (known) return known;
  const sites = (items: readonly { readonly id: string; readonly site: string }[]) =>
    new Map(items.map(({ id, site }) => [id, site]));
  const made = {
    device: sites(inventory.devices),
    line: sites(inventory.lines),
    room: sites(inventory.rooms),
  };
  homes.set(inventory, made);
  return made;
}

/** @throws ApiRefusal 403 when the token is of an agent that the configuration has no more. */
export function admissionOf({ kind, holder, sites }: Holder, config: LoadedConfig): Admission {
  const known = homesOf(config.inventory);
  const siteOf: Admission['siteOf'] = (tag, id) => known[tag].get(id);
  if (kind !== 'agent') return { writer: holder, sites: sites && new Set(sites), siteOf };
  const agent = findAgent(config, holder);
  if (!agent) throw new ApiRefusal(403, 'unknown_agent', `the configuration has no agent "${holder}"`);
  return { writer: holder, sites: sitesOfAgent(agent), siteOf };
}
