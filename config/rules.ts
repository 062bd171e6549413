/** The rules of an installation: those that ship, and those of its own file. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MEASUREMENTS, measurementSpec } from '../model/measurements/index.ts';
import en from './defaults/messages/en.json' with { type: 'json' };
import { reasonOf } from './error.ts';
import { packagePath } from './package-path.ts';
import type { Problem } from './problem.ts';
import { ConfigError } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import type { Installation } from './schema/installation.ts';
import type { Rule } from './schema/rules.ts';
import { rulesFileSchema } from './schema/rules.ts';

const SHIPPED = 'config/defaults/rules.yaml';

/** Rules that ship have their titles in the catalogues. */
export function hasShippedTitle(name: string): boolean {
  return Object.hasOwn(en.incident.kind, name);
}

/** The rules' file of an installation, if it has one of its own. @param folder of its configuration. */
export function rulesPathOf({ rules }: Pick<Installation, 'rules'>, folder: string): string | undefined {
  return rules === undefined ? undefined : resolve(folder, rules);
}

/** @throws ConfigError with all that is wrong with the file. */
export function loadRules(path: string | undefined): Rule[] {
  const shipped = readRules(packagePath(SHIPPED), []);
  return path === undefined ? shipped : readRules(path, shipped);
}

/** @throws ConfigError when it cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const place = { file: path, line: 1, column: 1 };
    const params = { path, reason: existsSync(path) ? reasonOf(error) : 'ENOENT' };
    throw new ConfigError([{ code: 'file_unreadable', place, params }]);
  }
}

function readRules(path: string, shipped: readonly Rule[]): Rule[] {
  return parseRules(path, readText(path), shipped);
}

/** A file's rules with what may be wrong with it and need not be. @throws ConfigError as loading them does. */
export function checkRules(path: string): { readonly rules: Rule[]; readonly remarks: Problem[] } {
  const text = readText(path);
  const rules = parseRules(path, text, readRules(packagePath(SHIPPED), []));
  return { rules, remarks: remarksOn(path, text) };
}

/** Measurements and fields that are none of ours: another program may write them, or it is a slip of the pen. */
export function remarksOn(file: string, text: string): Problem[] {
  const { value, at } = readYaml(file, text, rulesFileSchema);
  const metrics = (value?.rules ?? []).flatMap((rule, index) =>
    rule.metrics.map((metric, number) => ({ ...metric, path: ['rules', index, 'metrics', number] })),
  );
  return metrics.flatMap(({ measurement, field, path }): Problem[] => {
    const spec = measurementSpec(measurement);
    if (!spec) {
      const known = MEASUREMENTS.map(({ name }) => name).join(', ');
      const place = at([...path, 'measurement']);
      return [{ code: 'foreign_measurement', place, params: { value: measurement, known } }];
    }
    const known = Object.keys(spec.fields);
    return field
      .filter((name) => !known.includes(name))
      .map((value) => ({
        code: 'foreign_field',
        place: at([...path, 'field']),
        params: { measurement, value, known: known.join(', ') },
      }));
  });
}

/**
 * The rules of a file's text and of those that ship, by name.
 * @param shipped those that the file may change.
 * @throws ConfigError with all that is wrong with the text.
 */
export function parseRules(file: string, text: string, shipped: readonly Rule[]): Rule[] {
  const yaml = readYaml(file, text, rulesFileSchema);
  if (!yaml.value) throw new ConfigError(yaml.problems);
  const { rules, without } = yaml.value;
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  for (const [index, { name, title }] of rules.entries()) {
    const place = yaml.at(['rules', index, 'name']);
    const first = lines.get(name);
    if (first !== undefined)
      problems.push({ code: 'duplicate_id', place, params: { value: name, first: String(first) } });
    else lines.set(name, place.line);
    if (title === undefined && !hasShippedTitle(name))
      problems.push({ code: 'missing_value', place, params: { key: `rules.${index}.title` } });
  }
  const known = new Set(shipped.map(({ name }) => name));
  for (const [index, value] of without.entries()) {
    if (value === 'all' || known.has(value)) continue;
    const params = { value, known: [...known].join(', ') };
    problems.push({ code: 'unknown_rule', place: yaml.at(['without', index]), params });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const isKept = ({ name }: Rule) => !without.includes('all') && !without.includes(name) && !lines.has(name);
  return [...shipped.filter(isKept), ...rules];
}
