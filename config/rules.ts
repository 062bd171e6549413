/** The rules of an installation: those that ship, and those of its own file. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

function readRules(path: string, shipped: readonly Rule[]): Rule[] {
  const start = { file: path, line: 1, column: 1 };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const params = { path, reason: existsSync(path) ? reasonOf(error) : 'ENOENT' };
    throw new ConfigError([{ code: 'file_unreadable', place: start, params }]);
  }
  return parseRules(path, text, shipped);
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
