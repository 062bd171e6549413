/** Reads an installation's configuration: one YAML file and the CSV files that it names. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { OWN_KINDS } from '../model/incident.ts';
import type { Inventory } from '../model/inventory.ts';
import type { MaintenanceWindow } from '../model/maintenance.ts';
import type { SnmpCredential } from '../model/probe-settings.ts';
import type { Profile } from '../model/profile.ts';
import type { SpecialDays } from '../model/service-hours.ts';
import { readSpecialDays } from './holidays.ts';
import type { InventoryFile } from './inventory.ts';
import { readInventory } from './inventory.ts';
import { readMaintenance } from './maintenance.ts';
import { checkNotify } from './notify.ts';
import { packagePath } from './package-path.ts';
import type { Place, Problem } from './problem.ts';
import { ConfigError } from './problem.ts';
import { readOwnProfiles } from './profiles.ts';
import type { YamlFile } from './read-yaml.ts';
import { readYaml } from './read-yaml.ts';
import { loadRules, rulesPathOf } from './rules.ts';
import { checkScheduledReports } from './scheduled-reports.ts';
import type { Installation, ProbeRule } from './schema/installation.ts';
import { installationSchema, probeRuleSchema } from './schema/installation.ts';
import { readSnmpCredentials } from './snmp-credentials.ts';

export interface LoadedConfig {
  /** Absolute path of the file; what it names is relative to its folder. */
  readonly path: string;
  readonly installation: Installation;
  readonly inventory: Inventory;
  readonly probes: readonly ProbeRule[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** Device profiles of the installation's own. */
  readonly profiles: readonly Profile[];
  /** By name, with the keys that are in files. */
  readonly snmpCredentials: Readonly<Record<string, SnmpCredential>>;
  /** Units are those of this day, ISO 8601. */
  readonly unitsAsOf: string;
  /** Public holidays, and the days that are worked in lieu. */
  readonly specialDays: SpecialDays;
  /** What is wrong with single entries (devices, lines, rooms, probes, profiles, credentials); they are left out. */
  readonly leftOut: readonly Problem[];
}

/** Without `--config`: the demonstration province. */
export function demoConfigPath(): string {
  return packagePath('config/demo/canhmang.yaml');
}

/**
 * An entry with a problem that concerns nothing but itself is left out: one device does not stop the others.
 * @param instead of a file of the inventory, by absolute paths: to look at what other files would make of it.
 * @throws ConfigError with everything that is wrong, where more than single entries is.
 */
export function loadConfig(
  path: string,
  today: string,
  instead: (file: string) => string = (file) => file,
): LoadedConfig {
  const absolute = resolve(path);
  const yaml = readInstallation(absolute);
  const installation = yaml.value;
  if (!installation) throw new ConfigError(yaml.problems);
  const problems: Problem[] = [];
  const leftOut: Problem[] = [...yaml.problems];
  const unitsAsOf = installation.units_as_of ?? today;
  const folder = dirname(absolute);
  const read = (key: keyof Installation['inventory']): InventoryFile => {
    const name = installation.inventory[key] ?? '';
    return readInventoryFile(instead(resolve(folder, name)), yaml.at(['inventory', key]), problems);
  };
  const files = {
    units: read('units'),
    sites: read('sites'),
    devices: read('devices'),
    lines: read('lines'),
    rooms: installation.inventory.rooms === undefined ? undefined : read('rooms'),
    unitChanges: installation.inventory.unit_changes === undefined ? undefined : read('unit_changes'),
  };
  if (problems.length > 0) throw new ConfigError([...problems, ...leftOut]);
  const refused = yaml.leftOut.flatMap(([key, name]) => (key === 'snmp_credentials' ? [String(name)] : []));
  const credentials = new Set([...Object.keys(installation.snmp_credentials), ...refused]);
  const checked = readInventory(files, unitsAsOf, credentials);
  problems.push(...checked.problems, ...checkAgents(installation, checked.inventory, credentials, yaml));
  problems.push(
    ...checkNotify(
      installation,
      { inventory: checked.inventory, kinds: () => kindsOf(installation, folder), nowMs: Date.parse(today) },
      yaml.at,
    ),
  );
  problems.push(...checkScheduledReports(installation, checked.inventory, yaml.at));
  leftOut.push(...checked.leftOut);
  const maintenance = readMaintenance(installation, checked.inventory, yaml);
  leftOut.push(...maintenance.problems);
  const { holidays } = installation.reports.service_hours;
  const calendar =
    holidays === undefined ? packagePath('config/holidays/vietnam.csv') : resolve(folder, holidays);
  const at = yaml.at(['reports', 'service_hours', 'holidays']);
  const special = readSpecialDays(readInventoryFile(calendar, at, problems));
  problems.push(...special.problems);
  const snmp = readSnmpCredentials(installation.snmp_credentials, folder, (path) =>
    yaml.at(['snmp_credentials', ...path]),
  );
  leftOut.push(...snmp.problems);
  const own =
    installation.profiles === undefined
      ? { profiles: [], problems: [], leftOut: [] }
      : readOwnProfiles(resolve(folder, installation.profiles), yaml.at(['profiles']));
  problems.push(...own.problems);
  leftOut.push(...own.leftOut);
  const probes = installation.probes ?? defaultProbes();
  if (problems.length > 0) throw new ConfigError([...problems, ...leftOut]);
  return {
    path: absolute,
    installation,
    inventory: checked.inventory,
    probes,
    maintenance: maintenance.windows,
    profiles: own.profiles,
    snmpCredentials: snmp.credentials,
    unitsAsOf,
    specialDays: special.days,
    leftOut,
  };
}

/**
 * The configuration file as it is now, for what is taken over while the program runs: `notify` has to fit the inventory
 * that it runs with. @throws ConfigError with everything that is wrong.
 */
export function reloadInstallation({ path, inventory }: LoadedConfig, nowMs: number): Installation {
  const yaml = readInstallation(path);
  if (!yaml.value) throw new ConfigError(yaml.problems);
  const { value } = yaml;
  const kinds = () => kindsOf(value, dirname(path));
  const problems = checkNotify(value, { inventory, kinds, nowMs }, yaml.at);
  if (problems.length > 0) throw new ConfigError(problems);
  return value;
}

/** Kinds of incidents that there can be; `undefined` where the rules cannot be read, which is said where they are put to work. */
function kindsOf(installation: Installation, folder: string): ReadonlySet<string> | undefined {
  try {
    return new Set([...OWN_KINDS, ...loadRules(rulesPathOf(installation, folder)).map(({ name }) => name)]);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** How a path is named to people: from where they stand, if it is below. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near;
}

function readInstallation(path: string): YamlFile<Installation> {
  const file = shown(path);
  const start = { file, line: 1, column: 1 };
  const problems: Problem[] = [];
  const text = readText(path, start, problems);
  if (problems.length > 0) return { value: undefined, problems, leftOut: [], at: () => start };
  return readYaml(file, text, installationSchema, entryOf);
}

/** Lists and mappings of the file whose entries stand for themselves. */
const ENTRIES: ReadonlySet<PropertyKey> = new Set(['probes', 'snmp_credentials', 'maintenance']);

function entryOf(path: readonly PropertyKey[]): readonly PropertyKey[] | undefined {
  const [key, entry] = path;
  return key !== undefined && entry !== undefined && ENTRIES.has(key) ? [key, entry] : undefined;
}

function readText(path: string, place: Place, problems: Problem[]): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    problems.push({ code: 'file_unreadable', place, params: { path: shown(path), reason } });
    return '';
  }
}

function readInventoryFile(path: string, place: Place, problems: Problem[]): InventoryFile {
  return { file: shown(path), text: readText(path, place, problems) };
}

function checkAgents(
  installation: Installation,
  inventory: Inventory,
  credentials: ReadonlySet<string>,
  yaml: YamlFile<Installation>,
): Problem[] {
  const ids = new Set(inventory.sites.map((site) => site.id));
  const seen = new Map<string, number>();
  return installation.agents.flatMap((agent, index): Problem[] => {
    const problems: Problem[] = [];
    const unknown = (path: PropertyKey[], value: string) => {
      if (ids.has(value)) return;
      problems.push({ code: 'unknown_site', place: yaml.at(['agents', index, ...path]), params: { value } });
    };
    const first = seen.get(agent.id);
    if (first !== undefined) {
      const place = yaml.at(['agents', index, 'id']);
      const params = { value: agent.id, first: String(yaml.at(['agents', first, 'id']).line) };
      problems.push({ code: 'duplicate_id', place, params });
    } else seen.set(agent.id, index);
    for (const [at, value] of (agent.traps?.credentials ?? []).entries()) {
      if (credentials.has(value)) continue;
      const place = yaml.at(['agents', index, 'traps', 'credentials', at]);
      problems.push({ code: 'unknown_credential', place, params: { value } });
    }
    unknown(['site'], agent.site);
    if (agent.sites !== 'all') for (const [at, site] of agent.sites.entries()) unknown(['sites', at], site);
    return problems;
  });
}

function defaultProbes(): ProbeRule[] {
  const path = packagePath('config/defaults/probes.yaml');
  const yaml: YamlFile<z.output<ReturnType<typeof probeRuleSchema.array>>> = readYaml(
    shown(path),
    readFileSync(path, 'utf8'),
    probeRuleSchema.array(),
  );
  if (!yaml.value) throw new ConfigError(yaml.problems);
  return yaml.value;
}
