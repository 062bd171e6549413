/** Device profiles: those that ship with the program and those of an installation, read and checked together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Profile, ScalarMetric, TableMetric } from '../model/profile.ts';
import { fieldsOfMeasurement, profileSchema } from '../model/profile.ts';
import { reasonOf } from './error.ts';
import { packagePath } from './package-path.ts';
import type { Place, Problem } from './problem.ts';
import { ConfigError } from './problem.ts';
import { readYaml } from './read-yaml.ts';

/** A profile and where its parts are written. */
export interface ProfileFile {
  readonly profile: Profile;
  at(path: readonly PropertyKey[]): Place;
}

/** Reads one file. What is wrong in it is added to `problems`. */
export function parseProfile(file: string, text: string, problems: Problem[]): ProfileFile | undefined {
  const { value, problems: found, at } = readYaml(file, text, profileSchema);
  problems.push(...found);
  return value && { profile: value, at };
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near;
}

function readFolder(folder: string, problems: Problem[]): ProfileFile[] {
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().flatMap((name) => {
    const path = join(folder, name);
    return parseProfile(shown(path), readFileSync(path, 'utf8'), problems) ?? [];
  });
}

function readShipped(): ProfileFile[] {
  const problems: Problem[] = [];
  const files = readFolder(packagePath('config/defaults/profiles'), problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return files;
}

/** The profiles that ship with the program. */
export function shippedProfiles(): Profile[] {
  return readShipped().map(({ profile }) => profile);
}

/**
 * The installation's own profiles. Those with a problem are left out, and those that extend them.
 * @param folder its YAML files are profiles; one with the name of a shipped profile takes its place.
 * @param place of the key that names the folder.
 */
export function readOwnProfiles(
  folder: string,
  place: Place,
): { profiles: Profile[]; problems: Problem[]; leftOut: Problem[] } {
  const leftOut: Problem[] = [];
  let own: ProfileFile[];
  try {
    own = readFolder(folder, leftOut);
  } catch (error) {
    const params = { path: shown(folder), reason: reasonOf(error) };
    return { profiles: [], problems: [{ code: 'file_unreadable', place, params }], leftOut };
  }
  const shipped = readShipped();
  for (let found = checkProfiles(own, shipped); found.length > 0; found = checkProfiles(own, shipped)) {
    leftOut.push(...found);
    const files = new Set(found.map((problem) => problem.place.file));
    own = own.filter(({ at }) => !files.has(at([]).file));
  }
  return { profiles: own.map(({ profile }) => profile), problems: [], leftOut };
}

/** Everything that is wrong with `own` between themselves and beside `shipped`. */
export function checkProfiles(own: readonly ProfileFile[], shipped: readonly ProfileFile[]): Problem[] {
  const names = new Set(own.map(({ profile }) => profile.name));
  const all = [...own, ...shipped.filter(({ profile }) => !names.has(profile.name))];
  const parents = new Map(all.map(({ profile }) => [profile.name, profile.extends]));
  return [
    ...duplicateNames(own),
    ...own.flatMap((file) => [...checkParent(file, parents), ...checkFields(file)]),
    ...duplicatePrefixes(own, all),
  ];
}

function duplicateNames(files: readonly ProfileFile[]): Problem[] {
  const seen = new Map<string, ProfileFile>();
  return files.flatMap((file): Problem[] => {
    const { name } = file.profile;
    const first = seen.get(name);
    if (!first) {
      seen.set(name, file);
      return [];
    }
    const params = { value: name, first: first.at(['name']).file };
    return [{ code: 'duplicate_profile', place: file.at(['name']), params }];
  });
}

function checkParent(
  { profile, at }: ProfileFile,
  parents: ReadonlyMap<string, string | undefined>,
): Problem[] {
  if (profile.extends === undefined) return [];
  const place = at(['extends']);
  if (!parents.has(profile.extends))
    return [{ code: 'unknown_parent', place, params: { value: profile.extends } }];
  const path = [profile.name];
  let next: string | undefined = profile.extends;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = parents.get(next);
  }
  // A ring further up is told of where it is.
  if (next !== profile.name) return [];
  return [{ code: 'profile_cycle', place, params: { path: [...path, next].join(' → ') } }];
}

type Metric = ScalarMetric | TableMetric;

function checkFields({ profile, at }: ProfileFile): Problem[] {
  const parts = [
    ...(profile.scalars ?? []).map((metric, index) => ({ metric, path: ['scalars', index] })),
    ...(profile.tables ?? []).map((metric, index) => ({ metric, path: ['tables', index] })),
  ];
  const seen = new Map<string, PropertyKey[]>();
  return parts.flatMap(({ metric, path }): Problem[] => {
    const name = nameOf(metric);
    const first = seen.get(name);
    seen.set(name, first ?? path);
    const place = at([...path, 'field']);
    if (first) {
      const params = { value: name, first: String(at([...first, 'field']).line) };
      return [{ code: 'duplicate_field', place, params }];
    }
    const known = fieldsOfMeasurement(metric.measurement);
    if (known === undefined || known.includes(metric.field)) return [];
    const params = { value: metric.field, measurement: metric.measurement, known: known.join(', ') };
    return [{ code: 'unknown_field', place, params }];
  });
}

function nameOf({ measurement, field }: Metric): string {
  return `${measurement}.${field}`;
}

function duplicatePrefixes(own: readonly ProfileFile[], all: readonly ProfileFile[]): Problem[] {
  const prefixesOf = ({ profile }: ProfileFile) => profile.match?.sys_object_id ?? [];
  return own.flatMap((file) =>
    prefixesOf(file).flatMap((prefix, index): Problem[] => {
      const again = prefixesOf(file).indexOf(prefix) < index;
      const other = all.find((one) => one !== file && prefixesOf(one).includes(prefix));
      if (!other && !again) return [];
      const params = { value: prefix, other: (other ?? file).profile.name };
      return [{ code: 'duplicate_prefix', place: file.at(['match', 'sys_object_id', index]), params }];
    }),
  );
}
