/** Reads an installation's configuration: one YAML file and the CSV files that it names. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { Inventory } from '../model/inventory.ts';
import type { SnmpCredential } from '../model/probe-settings.ts';
import type { Profile } from '../model/profile.ts';
import type { InventoryFile } from './inventory.ts';
import { readInventory } from './inventory.ts';
import { packagePath } from './package-path.ts';
import type { Place, Problem } from './problem.ts';
import { ConfigError } from './problem.ts';
import { readOwnProfiles } from './profiles.ts';
import type { YamlFile } from './read-yaml.ts';
import { readYaml } from './read-yaml.ts';
import type { Installation, ProbeRule } from './schema/installation.ts';
import { installationSchema, probeRuleSchema } from './schema/installation.ts';
import { readSnmpCredentials } from './snmp-credentials.ts';

export interface LoadedConfig {
  /** Absolute path of the file; what it names is relative to its folder. */
  readonly path: string;
  readonly installation: Installation;
  readonly inventory: Inventory;
  readonly probes: readonly ProbeRule[];
  /** Device profiles of the installation's own. */
  readonly profiles: readonly Profile[];
  /** By name, with the keys that are in files. */
  readonly snmpCredentials: Readonly<Record<string, SnmpCredential>>;
  /** Units are those of this day, ISO 8601. */
  readonly unitsAsOf: string;
}

/** Without `--config`: the demonstration province. */
export function demoConfigPath(): string {
  return packagePath('config/demo/canhmang.yaml');
}

/** @throws ConfigError with everything that is wrong. */
export function loadConfig(path: string, today: string): LoadedConfig {
  const absolute = resolve(path);
  const yaml = readInstallation(absolute);
  const installation = yaml.value;
  if (!installation) throw new ConfigError(yaml.problems);
  const problems: Problem[] = [];
  const unitsAsOf = installation.units_as_of ?? today;
  const folder = dirname(absolute);
  const read = (key: keyof Installation['inventory']): InventoryFile => {
    const name = installation.inventory[key] ?? '';
    return readInventoryFile(resolve(folder, name), yaml.at(['inventory', key]), problems);
  };
  const files = {
    units: read('units'),
    sites: read('sites'),
    devices: read('devices'),
    lines: read('lines'),
    rooms: installation.inventory.rooms === undefined ? undefined : read('rooms'),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  const checked = readInventory(files, unitsAsOf, new Set(Object.keys(installation.snmp_credentials)));
  problems.push(...checked.problems, ...checkAgents(installation, checked.inventory, yaml));
  const snmp = readSnmpCredentials(installation.snmp_credentials, folder, (path) =>
    yaml.at(['snmp_credentials', ...path]),
  );
  problems.push(...snmp.problems);
  const profiles =
    installation.profiles === undefined
      ? []
      : readOwnProfiles(resolve(folder, installation.profiles), yaml.at(['profiles']), problems);
  const probes = installation.probes ?? defaultProbes();
  problems.push(...checkRounds(probes, installation.probes ? yaml : undefined));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    path: absolute,
    installation,
    inventory: checked.inventory,
    probes,
    profiles,
    snmpCredentials: snmp.credentials,
    unitsAsOf,
  };
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
  if (problems.length > 0) return { value: undefined, problems, at: () => start };
  return readYaml(file, text, installationSchema);
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
      if (Object.hasOwn(installation.snmp_credentials, value)) continue;
      const place = yaml.at(['agents', index, 'traps', 'credentials', at]);
      problems.push({ code: 'unknown_credential', place, params: { value } });
    }
    unknown(['site'], agent.site);
    if (agent.sites !== 'all') for (const [at, site] of agent.sites.entries()) unknown(['sites', at], site);
    return problems;
  });
}

/** Closer together than this, a round measures the machine's own queues. */
const MIN_PACKET_SPACING_MS = 20;

function checkRounds(probes: readonly ProbeRule[], yaml: YamlFile<Installation> | undefined): Problem[] {
  return probes.flatMap((rule, index): Problem[] => {
    if (rule.kind !== 'ping' && rule.kind !== 'stamp') return [];
    if (rule.every / rule.settings.packets >= MIN_PACKET_SPACING_MS) return [];
    const place = yaml?.at(['probes', index, 'every']) ?? {
      file: 'config/defaults/probes.yaml',
      line: 1,
      column: 1,
    };
    const params = {
      name: rule.name,
      packets: String(rule.settings.packets),
      min: String(MIN_PACKET_SPACING_MS),
    };
    return [{ code: 'round_too_dense', place, params }];
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
