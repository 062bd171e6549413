/** Which faults hold at a moment of the scripted day. Pure: times come in, conditions come out. */
import { type Inventory, type Site, upstreamPath } from '../model/inventory.ts';
import type { LoopbackPlane } from '../model/loopback-plan.ts';
import { DAY_MS, type FaultEvent, type FaultScript } from './script.ts';

/** A stretch of the day, milliseconds after midnight; `endMs` is the first moment after it. */
interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

interface Congestion extends Window {
  readonly delayMs: number;
  readonly lossFraction: number;
}

interface Jitter extends Window {
  readonly jitterMs: number;
}

export interface SiteFaults {
  /** The site is silent from everywhere. */
  readonly dark: readonly Window[];
  /** Nothing passes between the core and the site. */
  readonly cut: readonly Window[];
  readonly congested: readonly Congestion[];
  /** Moments of the day when power returns. */
  readonly restarts: readonly number[];
}

export interface Faults {
  readonly sites: ReadonlyMap<string, SiteFaults>;
  readonly rooms: ReadonlyMap<string, readonly Jitter[]>;
}

/** What happens to a packet on its way. */
export interface Passage {
  readonly passes: boolean;
  readonly delayMs: number;
  /** A random time up to this comes on top of the delay. */
  readonly jitterMs: number;
  /** Of packets, 0 to 1. */
  readonly lossFraction: number;
}

const CLEAR: Passage = { passes: true, delayMs: 0, jitterMs: 0, lossFraction: 0 };
const BLOCKED: Passage = { ...CLEAR, passes: false };

/** A full queue varies: this part of the congestion's delay comes at random on top. */
const CONGESTION_JITTER = 0.3;

interface Draft {
  readonly dark: Window[];
  readonly cut: Window[];
  readonly congested: Congestion[];
  readonly restarts: number[];
}

/**
 * Spreads the script's events over the sites that feel them: those below a silent one are cut off with it.
 * @throws Error of one sentence when the script names a site or a room that does not exist
 */
export function compileFaults(script: FaultScript, inventory: Pick<Inventory, 'sites' | 'rooms'>): Faults {
  const sites = new Map<string, Draft>();
  for (const { id } of inventory.sites) sites.set(id, { dark: [], cut: [], congested: [], restarts: [] });
  const rooms = new Map<string, Jitter[]>(inventory.rooms.map(({ id }) => [id, []]));
  const below = sitesBelow(inventory.sites);

  for (const [index, event] of script.events.entries()) {
    if (event.fault === 'room-jitter') {
      const room = rooms.get(event.room);
      if (room === undefined) throw unknownName(index, event, `room "${event.room}"`);
      room.push(...windowsOf(event.at, event.for).map((window) => ({ ...window, jitterMs: event.jitter })));
      continue;
    }
    const site = sites.get(event.site);
    if (site === undefined) throw unknownName(index, event, `site "${event.site}"`);
    const lower = (below.get(event.site) ?? []).flatMap((id) => sites.get(id) ?? []);
    applyEvent(event, site, lower);
  }
  return { sites, rooms };
}

function unknownName(index: number, event: FaultEvent, what: string): Error {
  return new Error(
    `the script's event ${index + 1} (${event.fault}) names ${what}, which the inventory does not have`,
  );
}

function sitesBelow(sites: readonly Site[]): Map<string, string[]> {
  const byId = new Map(sites.map((site) => [site.id, site]));
  const below = new Map<string, string[]>();
  for (const { id } of sites) {
    for (const upper of upstreamPath(byId, id)) below.set(upper, [...(below.get(upper) ?? []), id]);
  }
  return below;
}

function applyEvent(
  event: Exclude<FaultEvent, { fault: 'room-jitter' }>,
  site: Draft,
  lower: readonly Draft[],
): void {
  const windows = windowsOf(event.at, event.for);
  switch (event.fault) {
    case 'congest': {
      const effect = { delayMs: event.delay, lossFraction: event.loss / 100 };
      site.congested.push(...windows.map((window) => ({ ...window, ...effect })));
      return;
    }
    case 'cut':
      for (const draft of [site, ...lower]) draft.cut.push(...windows);
      return;
    case 'flap':
      for (const draft of [site, ...lower]) draft.cut.push(...flapWindows(event.at, event.for, event.period));
      return;
    case 'power':
    case 'hub':
      if (event.fault === 'power') site.restarts.push((event.at + event.for) % DAY_MS);
      site.dark.push(...windows);
      for (const draft of lower) draft.cut.push(...windows);
      return;
  }
}

/** One window, or two where it goes over midnight. */
function windowsOf(atMs: number, forMs: number): Window[] {
  const startMs = atMs % DAY_MS;
  const endMs = startMs + forMs;
  if (endMs <= DAY_MS) return [{ startMs, endMs }];
  return [
    { startMs, endMs: DAY_MS },
    { startMs: 0, endMs: endMs - DAY_MS },
  ];
}

function flapWindows(atMs: number, forMs: number, periodMs: number): Window[] {
  const windows: Window[] = [];
  for (let offsetMs = 0; offsetMs < forMs; offsetMs += periodMs) {
    windows.push(...windowsOf(atMs + offsetMs, Math.min(periodMs / 2, forMs - offsetMs)));
  }
  return windows;
}

function active<T extends Window>(windows: readonly T[], timeOfDayMs: number): T | undefined {
  return windows.find(({ startMs, endMs }) => startMs <= timeOfDayMs && timeOfDayMs < endMs);
}

/** Milliseconds after midnight of a moment counted from some day's midnight. */
export function timeOfDay(simulatedMs: number): number {
  return ((simulatedMs % DAY_MS) + DAY_MS) % DAY_MS;
}

/** What happens to a packet that arrives at the site on one of its planes. */
export function sitePassage(faults: SiteFaults, plane: LoopbackPlane, simulatedMs: number): Passage {
  const nowMs = timeOfDay(simulatedMs);
  if (active(faults.dark, nowMs)) return BLOCKED;
  if (plane === 'gateway') return CLEAR;
  if (active(faults.cut, nowMs)) return BLOCKED;
  const congestion = active(faults.congested, nowMs);
  if (congestion === undefined) return CLEAR;
  const { delayMs, lossFraction } = congestion;
  return { passes: true, delayMs, jitterMs: delayMs * CONGESTION_JITTER, lossFraction };
}

/** What happens to a packet that arrives at a room's codec: what its site suffers, and its own jitter. */
export function roomPassage(site: SiteFaults, room: readonly Jitter[], simulatedMs: number): Passage {
  const passage = sitePassage(site, 'outside', simulatedMs);
  const jitterMs = active(room, timeOfDay(simulatedMs))?.jitterMs ?? 0;
  return { ...passage, jitterMs: passage.jitterMs + jitterMs };
}

/** How the site's line is used at a moment: not at all, as the hour has it, or to the full. */
export type LineUse = 'idle' | 'normal' | 'full';

export function lineUse(faults: SiteFaults, simulatedMs: number): LineUse {
  const nowMs = timeOfDay(simulatedMs);
  if (active(faults.dark, nowMs) || active(faults.cut, nowMs)) return 'idle';
  return active(faults.congested, nowMs) ? 'full' : 'normal';
}

/** When power last returned between two moments; `undefined`: not since. */
export function lastRestart(faults: SiteFaults, sinceMs: number, simulatedMs: number): number | undefined {
  const moments = faults.restarts.map((restartMs) => {
    return Math.floor((simulatedMs - restartMs) / DAY_MS) * DAY_MS + restartMs;
  });
  const latest = Math.max(...moments);
  return latest > sinceMs ? latest : undefined;
}
