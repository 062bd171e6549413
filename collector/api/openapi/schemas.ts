/** Schemas of zod as the JSON Schema that OpenAPI 3.1 takes (draft 2020-12). Pure. */
import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export interface JsonObject {
  [key: string]: Json | undefined;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LOCAL = '#/$defs/';

/** Schemas with an id are in one place of the document, wherever they are used. */
function moveReferences(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => moveReferences(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith(LOCAL)
        ? [key, `#/components/schemas/${inner.slice(LOCAL.length)}`]
        : [key, moveReferences(inner)],
    ),
  );
}

/** Which way it goes: what clients send is held to the letter, what they get may have more. */
export type Side = 'asked' | 'answered';

/** What nobody needs to read. */
function tidy(schema: z.core.JSONSchema.BaseSchema, side: Side): void {
  // Says in 300 characters what its format says in a word.
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  // An answer may get more members: who reads it passes over those that they do not know.
  if (side === 'answered' && schema.additionalProperties === false) delete schema.additionalProperties;
}

/** Collects the schemas that have an id. */
export class SchemaCollector {
  readonly #named = new Map<string, JsonObject>();

  /** By name, in order. */
  get named(): JsonObject {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /**
   * Both are told as they are on the wire, which is what the schema takes in.
   * @throws when two different schemas have the same id.
   */
  add(schema: z.ZodType, side: Side): JsonObject {
    // Inside of another: one that has an id is told by reference only there.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ schema }), {
      io: 'input',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => tidy(jsonSchema, side),
    });
    for (const [name, definition] of Object.entries($defs)) this.#name(name, objectOf(definition));
    return objectOf(properties?.schema);
  }

  #name(name: string, definition: JsonObject): void {
    const before = this.#named.get(name);
    if (before && JSON.stringify(before) !== JSON.stringify(definition))
      throw new Error(`two schemas are called "${name}"`);
    this.#named.set(name, definition);
  }
}

function objectOf(schema: unknown): JsonObject {
  const plain: Json = JSON.parse(JSON.stringify(schema ?? {}));
  const moved = moveReferences(plain);
  return isObject(moved) ? moved : {};
}
