/** A YAML file into a checked value, with the place of everything that does not fit. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { reasonOf } from './error.ts';
import type { Place, Problem } from './problem.ts';
import { problemOfIssue } from './zod-problem.ts';

type Path = readonly PropertyKey[];

export interface YamlFile<T> {
  /** `undefined` when there are problems with more than what can be left out. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** Entries with a problem that are not in the value. */
  readonly leftOut: readonly Path[];
  /** Place of a value by its path in the document; of its nearest parent that is written down. */
  at(path: readonly PropertyKey[]): Place;
}

/**
 * @param entryOf the entry that can do without its neighbours and they without it, by a path into it; `undefined`: the
 * path leads into none, and a problem there is one of the whole file.
 */
export function readYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  entryOf: (path: Path) => Path | undefined = () => undefined,
): YamlFile<z.output<S>> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const at = (path: readonly PropertyKey[]): Place => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return placeAt(node.range[0]);
    }
    return placeAt(0);
  };
  const keyPlace = (path: readonly PropertyKey[]): Place | undefined => {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    return pair && isScalar(pair.key) && pair.key.range ? placeAt(pair.key.range[0]) : undefined;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error): Problem => ({
        code: 'yaml_syntax',
        place: placeAt(error.pos[0]),
        params: { reason: error.message },
      }),
    );
    return { value: undefined, problems, leftOut: [], at };
  }
  let plain: unknown;
  try {
    plain = document.toJS() ?? {};
  } catch (error) {
    // Aliases of aliases, which would fill the memory: the library says so only now.
    const problem: Problem = { code: 'yaml_syntax', place: at([]), params: { reason: reasonOf(error) } };
    return { value: undefined, problems: [problem], leftOut: [], at };
  }
  const parsed = schema.safeParse(plain, { reportInput: true });
  if (parsed.success) return { value: parsed.data, problems: [], leftOut: [], at };
  const problems = parsed.error.issues.flatMap((issue): Problem[] => {
    if (issue.code !== 'unrecognized_keys')
      return [problemOfIssue(issue, at(issue.path), issue.path.join('.'))];
    // The key itself is what is wrong, not the mapping that holds it.
    return issue.keys.map((key) => ({
      code: 'unknown_key',
      place: keyPlace([...issue.path, key]) ?? at(issue.path),
      params: { key: [...issue.path, key].join('.') },
    }));
  });
  const entries = parsed.error.issues.map(({ path }) => entryOf(path));
  const leftOut = entries.filter((entry) => entry !== undefined);
  if (leftOut.length < entries.length) return { value: undefined, problems, leftOut: [], at };
  const rest = schema.safeParse(without(plain, leftOut));
  return { value: rest.success ? rest.data : undefined, problems, leftOut, at };
}

/** The document without these entries of its mappings and lists. */
function without(document: unknown, entries: readonly Path[]): unknown {
  const named = new Set(entries.map((path) => JSON.stringify(path)));
  const copy = (value: unknown, path: Path): unknown => {
    const isKept = (key: PropertyKey) => !named.has(JSON.stringify([...path, key]));
    if (Array.isArray(value))
      return value.flatMap((item, index) => (isKept(index) ? [copy(item, [...path, index])] : []));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) =>
        isKept(key) ? [[key, copy(item, [...path, key])]] : [],
      ),
    );
  };
  return copy(document, []);
}
