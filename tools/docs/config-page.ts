/** docs/reference/configuration.md, from the JSON Schema of the configuration file. Pure. */
import { z } from 'zod';

/** What of JSON Schema our schemas come to. */
const nodeSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  /** Of durations, as people write them (model/duration-schema.ts). */
  duration: z.tuple([z.string(), z.string()]).optional(),
});
type Node = z.output<typeof nodeSchema>;

interface Row {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly range: string;
  readonly help: string;
}

const HEAD = `# Keys of the configuration

Made by \`npm run docs\` from the schemas that check the file; how things belong together is in
[configuration.md](../configuration.md). \`[]\` is an entry of a list, \`{}\` an entry by a name of your own.
A duration is written \`200ms\`, \`5s\`, \`1m30s\`, \`36h\`, \`7d\` or \`2w\`. Editors complete and check the file with
[canhmang.schema.json](canhmang.schema.json): its first line is
\`# yaml-language-server: $schema=/usr/lib/canhmang/config/canhmang.schema.json\`.
`;

function read(value: unknown): Node {
  return nodeSchema.parse(value);
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Largest safe integers are no bound that anybody set. */
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;

function rangeText(low: number | undefined, high: number | undefined, what = ''): string {
  if (isBound(low) && isBound(high)) return `${low} to ${high}${what}`;
  if (isBound(low)) return `${low} or more${what}`;
  return isBound(high) ? `up to ${high}${what}` : '';
}

function rangeOf(node: Node): string {
  const { duration, minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, format } = node;
  if (duration) return `${duration[0]} to ${duration[1]}`;
  const parts = [
    rangeText(minimum, maximum),
    rangeText(minLength, maxLength, ' characters'),
    rangeText(minItems, maxItems, ' entries'),
    // That of a format is long, and its name says it.
    pattern !== undefined && format === undefined ? `\`${pattern}\`` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Formats that say more than "text". */
const FORMATS: Readonly<Record<string, string>> = {
  uri: 'URL',
  email: 'e-mail',
  date: 'day',
  'date-time': 'moment',
};

function typeOf(node: Node): string {
  if (node.duration) return 'duration';
  if (node.const !== undefined) return `\`${written(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${written(value)}\``).join(', ');
  const choices = node.anyOf ?? node.oneOf;
  if (choices) return [...new Set(choices.map((choice) => typeOf(read(choice))))].join(' or ');
  if (node.type === 'array') return `list of ${typeOf(read(node.items ?? {}))}`;
  if (node.type === 'object') return node.properties ? 'keys' : 'by name';
  if (node.type === 'string') return FORMATS[node.format ?? ''] ?? 'text';
  if (node.type === 'boolean') return '`true`, `false`';
  return [node.type ?? 'any'].flat().join(' or ');
}

/** The key by which the variants of a choice are told apart: `kind: ping`. */
function variantOf(node: Node): string | undefined {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const constant = read(value).const;
    if (constant !== undefined && (node.required ?? []).includes(key) && key !== 'of')
      return `${key}: ${written(constant)}`;
  }
  return undefined;
}

function rowsOfKeys(prefix: string, node: Node): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, value]) =>
    rowsOf(prefix === '' ? name : `${prefix}.${name}`, read(value), (node.required ?? []).includes(name)),
  );
}

/** What is below a key: its own keys, those of an entry, of each variant. */
function rowsBelow(key: string, node: Node): Row[] {
  if (node.properties) return rowsOfKeys(key, node);
  if (node.type === 'array') return rowsBelow(`${key}[]`, read(node.items ?? {}));
  if (typeof node.additionalProperties === 'object')
    return rowsBelow(`${key}.{}`, read(node.additionalProperties));
  const choices = (node.oneOf ?? node.anyOf ?? []).map(read);
  return choices.flatMap((choice) => {
    const variant = variantOf(choice);
    return rowsBelow(variant === undefined ? key : `${key}(${variant})`, choice);
  });
}

function rowsOf(key: string, node: Node, isRequired: boolean): Row[] {
  const below = rowsBelow(key, node);
  // Of a key with keys below it the defaults are theirs.
  const isSaid = node.default !== undefined && node.default !== '' && below.length === 0;
  const row = {
    key,
    type: below.length > 0 && !node.type ? 'one of several' : typeOf(node),
    default: isSaid ? `\`${written(node.default)}\`` : isRequired ? 'required' : '',
    range: rangeOf(node),
    help: node.description ?? '',
  };
  return [row, ...below];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ key, type, default: standard, range, help }) =>
    ['', `\`${key}\``, type, standard, range, help, '']
      .map((text) => (text === '' ? '' : cell(text)))
      .join(' | ')
      .trim(),
  );
  return ['| key | type | default | range | |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}

/** One table for each key at the top that has keys below it, the plain ones in the first. */
export function configPage(schema: unknown): string {
  const root = read(schema);
  const groups = Object.entries(root.properties ?? {}).map(([key, value]) => ({
    key,
    rows: rowsOf(key, read(value), (root.required ?? []).includes(key)),
  }));
  const plain = groups.filter(({ rows }) => rows.length === 1).flatMap(({ rows }) => rows);
  const others = groups.filter(({ rows }) => rows.length > 1);
  const sections = others.map(({ key, rows }) => `## ${key}\n\n${table(rows)}`);
  return `${[HEAD, table(plain), ...sections].join('\n\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
}
