/** A YAML file into a checked value, with the place of everything that does not fit. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Place, Problem } from './problem.ts';
import { problemOfIssue } from './zod-problem.ts';

export interface YamlFile<T> {
  /** `undefined` when there are problems. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** Place of a value by its path in the document; of its nearest parent that is written down. */
  at(path: readonly PropertyKey[]): Place;
}

export function readYaml<S extends z.ZodType>(file: string, text: string, schema: S): YamlFile<z.output<S>> {
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
    return { value: undefined, problems, at };
  }
  const parsed = schema.safeParse(document.toJS() ?? {}, { reportInput: true });
  if (parsed.success) return { value: parsed.data, problems: [], at };
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
  return { value: undefined, problems, at };
}
