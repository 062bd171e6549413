/** All that can have a state, read off the configuration. Pure. */
import type { LoadedConfig } from '../config/load.ts';
import type { SubjectId } from '../model/state.ts';
import { splitSubject, subjectId } from '../model/state.ts';
import { isValidOn, UnitTree } from '../model/unit-tree.ts';
import type { StateLimits } from './state/engine.ts';

export interface Named {
  readonly name: string;
  readonly site: string;
}

/** Sites, rooms and the devices that are polled, by their subject. */
export function namesOf(config: LoadedConfig): Map<SubjectId, Named> {
  const { sites, rooms, devices } = config.inventory;
  const names = new Map<SubjectId, Named>();
  for (const { id, name } of sites) names.set(subjectId('site', id), { name, site: id });
  for (const { id, name, site } of rooms) names.set(subjectId('room', id), { name, site });
  if (devicePeriodMs(config) === undefined) return names;
  for (const { id, name, site, credential } of devices) {
    if (credential !== undefined) names.set(subjectId('device', id), { name, site });
  }
  return names;
}

/** What may have an alarm and has no state of its own: lines, and devices that are not polled. */
export function statelessNamesOf({ inventory }: LoadedConfig): Map<SubjectId, Named> {
  const siteNames = new Map(inventory.sites.map(({ id, name }) => [id, name]));
  const names = new Map<SubjectId, Named>();
  for (const { id, site, carrier } of inventory.lines)
    names.set(subjectId('line', id), { name: `${siteNames.get(site) ?? site} (${carrier})`, site });
  for (const { id, name, site } of inventory.devices) names.set(subjectId('device', id), { name, site });
  return names;
}

/** The longest period in which devices are polled; `undefined` where none is. */
function devicePeriodMs({ probes }: LoadedConfig): number | undefined {
  const periods = probes.filter(({ kind }) => kind === 'snmp').map(({ every }) => every);
  return periods.length === 0 ? undefined : Math.max(...periods);
}

/**
 * What each subject is reached through: a site through its upstream, a room through its site, a device through its
 * site unless an agent at the site itself polls it.
 */
export function upstreamOf(config: LoadedConfig): Map<SubjectId, SubjectId> {
  const { sites, rooms, devices } = config.inventory;
  const upstream = new Map<SubjectId, SubjectId>();
  for (const { id, upstream: above } of sites) {
    if (above !== undefined) upstream.set(subjectId('site', id), subjectId('site', above));
  }
  for (const { id, site } of rooms) upstream.set(subjectId('room', id), subjectId('site', site));
  const pollsInside = config.probes.some(({ kind, vantage }) => kind === 'snmp' && vantage === 'inside');
  const served = new Set(
    config.installation.agents.filter(({ vantage }) => vantage === 'inside').map(({ site }) => site),
  );
  for (const { id, site } of devices) {
    if (pollsInside && served.has(site)) continue;
    upstream.set(subjectId('device', id), subjectId('site', site));
  }
  return upstream;
}

/** How many sites are reached through each subject that any is reached through. */
export function sitesBehind(upstream: ReadonlyMap<SubjectId, SubjectId>): ReadonlyMap<SubjectId, number> {
  const counts = new Map<SubjectId, number>();
  for (const [behind, first] of upstream) {
    if (splitSubject(behind).kind !== 'site') continue;
    for (let above: SubjectId | undefined = first; above !== undefined; above = upstream.get(above)) {
      counts.set(above, (counts.get(above) ?? 0) + 1);
    }
  }
  return counts;
}

/** The sites that the agents stand at that look at the others. */
export function vantageOf({ installation }: LoadedConfig): Set<SubjectId> {
  return new Set(
    installation.agents
      .filter(({ vantage }) => vantage === 'core')
      .map(({ site }) => subjectId('site', site)),
  );
}

/** The site where the collector is, as far as the configuration tells: where the core agent stands, or the root. */
export function collectorSubject({ installation, inventory }: LoadedConfig): SubjectId {
  const core = installation.agents.find(({ vantage }) => vantage === 'core')?.site;
  const root = inventory.sites.find(({ upstream }) => upstream === undefined)?.id;
  return subjectId('site', core ?? root ?? '');
}

/** What routes choose sites by, and what an SMS calls them. */
export function siteFactsOf(config: LoadedConfig) {
  const { units, sites } = config.inventory;
  const tree = new UnitTree(units.filter((unit) => isValidOn(unit, config.unitsAsOf)));
  const facts = new Map(
    sites.map((site) => [
      site.id,
      {
        shortName: site.shortName,
        siteClass: site.class,
        units: new Set(tree.pathFrom(site.unit).map(({ code }) => code)),
      },
    ]),
  );
  return (site: string) => facts.get(site);
}

/** How much each kind of subject has to be looked at: silence is some periods of its own probe. */
export function limitsOf(config: LoadedConfig): (subject: SubjectId) => StateLimits {
  const { failed_rounds, poor_rounds, fine_rounds, silence } = config.installation.states;
  const limits: StateLimits = {
    failedRounds: failed_rounds,
    poorRounds: poor_rounds,
    fineRounds: fine_rounds,
    silenceMs: silence,
  };
  const polled: StateLimits = {
    ...limits,
    silenceMs: Math.max(silence, (failed_rounds + 1) * (devicePeriodMs(config) ?? 0)),
  };
  return (subject) => (splitSubject(subject).kind === 'device' ? polled : limits);
}
