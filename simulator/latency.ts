/** The delay of lines that nothing is wrong with, so that a graph of a healthy site looks like one. */
import { type Site, upstreamPath } from '../model/inventory.ts';
import { noiseAt, seedOf } from './random.ts';

/** Equipment on one hop of the way, milliseconds there and back. */
const HOP_MS = 0.8;
/** Light in fibre there and back, on roads that wind: milliseconds a kilometre. */
const KILOMETRE_MS = 0.02;
/** Some lines take the long way round; up to this on top, milliseconds. */
const DETOUR_MS = 4;
const KILOMETRES_PER_DEGREE = 111.2;

/** Milliseconds there and back between the core and each site; 0 for the core itself. */
export function healthyDelays(sites: readonly Site[]): Map<string, number> {
  const byId = new Map(sites.map((site) => [site.id, site]));
  return new Map(
    sites.map((site) => {
      const path = [site, ...upstreamPath(byId, site.id).flatMap((id) => byId.get(id) ?? [])];
      const hops = path.slice(1).map((upper, index) => hopMs(path[index] ?? upper, upper));
      return [site.id, hops.reduce((sum, hop) => sum + hop, 0)];
    }),
  );
}

function hopMs(site: Site, upper: Site): number {
  const kilometres = distanceKm(site, upper);
  return HOP_MS + kilometres * KILOMETRE_MS + DETOUR_MS * noiseAt(seedOf(site.id), 3);
}

/** Plane geometry does for a province; 0 where a position is not known. */
function distanceKm(a: Site, b: Site): number {
  const [latitude, longitude] = [a.latitude ?? b.latitude ?? 0, a.longitude ?? b.longitude ?? 0];
  const north = (b.latitude ?? latitude) - latitude;
  const east = ((b.longitude ?? longitude) - longitude) * Math.cos((latitude * Math.PI) / 180);
  return Math.hypot(north, east) * KILOMETRES_PER_DEGREE;
}
