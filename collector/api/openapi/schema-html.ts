/** A schema as people read it: types with links, members in a list. Pure. */
import { escapeHtml } from '../html.ts';
import type { Json, JsonObject } from './schemas.ts';

export const objectIn = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
export const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const REFERENCE = '#/components/schemas/';

/** A sentence with `code` in it. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function literal(value: Json): string {
  return `<code>${escapeHtml(JSON.stringify(value))}</code>`;
}

/** Its bounds in brackets. */
function boundsOf({ minimum, maximum, minLength, maxLength, minItems, maxItems }: JsonObject): string {
  const [from, to] = [minimum ?? minLength ?? minItems, maximum ?? maxLength ?? maxItems];
  if (from === undefined && to === undefined) return '';
  return ` <span class="bounds">${escapeHtml(`${from ?? ''}…${to ?? ''}`)}</span>`;
}

function alternatives(schemas: readonly Json[]): string {
  const types = schemas.map((schema) => typeOf(objectIn(schema)));
  // What each of them has stands below.
  return types.every((type) => type === 'object') ? 'one of' : types.join(' | ');
}

function tupleOf(schemas: readonly Json[]): string {
  return `[${schemas.map((schema) => typeOf(objectIn(schema))).join(', ')}]`;
}

/** In a line. */
export function typeOf(schema: JsonObject): string {
  const { $ref, enum: values, anyOf, oneOf, type, format, items, prefixItems, additionalProperties } = schema;
  if ('const' in schema) return literal(schema.const ?? null);
  if (typeof $ref === 'string') {
    const name = escapeHtml($ref.slice(REFERENCE.length));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (values !== undefined) return listIn(values).map(literal).join(' | ');
  if (anyOf !== undefined || oneOf !== undefined) return alternatives(listIn(anyOf ?? oneOf));
  if (Array.isArray(type)) return escapeHtml(type.join(' | '));
  if (type === 'array') {
    if (prefixItems !== undefined) return tupleOf(listIn(prefixItems));
    return `list of ${typeOf(objectIn(items))}${boundsOf(schema)}`;
  }
  if (type === 'object' && schema.properties === undefined)
    return additionalProperties === undefined
      ? 'object'
      : `any name → ${typeOf(objectIn(additionalProperties))}`;
  return `${escapeHtml(textIn(type) || 'anything')}${format ? ` (${escapeHtml(textIn(format))})` : ''}${boundsOf(schema)}`;
}

/** What has members of its own inside of it. */
function innerOf(schema: JsonObject): readonly JsonObject[] {
  if (schema.properties !== undefined) return [schema];
  const parts = [schema.items, ...listIn(schema.anyOf), ...listIn(schema.oneOf), schema.additionalProperties];
  return parts.flatMap((part) => innerOfPart(objectIn(part)));
}

function innerOfPart(part: JsonObject): readonly JsonObject[] {
  return Object.keys(part).length === 0 || '$ref' in part ? [] : innerOf(part);
}

/** Its members, and theirs; empty for what has none. */
export function membersOf(schema: JsonObject): string {
  const inner = innerOf(schema);
  const lists = inner.map((object) => {
    const needed = listIn(object.required);
    const members = Object.entries(objectIn(object.properties)).map(([name, value]) =>
      memberOf(name, objectIn(value), needed.includes(name)),
    );
    return `<ul class="members">${members.join('')}</ul>`;
  });
  return lists.join('<p class="or">or</p>');
}

function memberOf(name: string, schema: JsonObject, needed: boolean): string {
  const { description, default: usual } = schema;
  const notes = [
    needed ? '' : '<span class="optional">optional</span>',
    usual === undefined ? '' : `<span class="optional">default ${literal(usual)}</span>`,
    description === undefined ? '' : `<span class="says">${prose(textIn(description))}</span>`,
  ].filter((note) => note !== '');
  return `<li><code class="name">${escapeHtml(name)}</code> <span class="type">${typeOf(schema)}</span> ${notes.join(' ')}${membersOf(schema)}</li>`;
}
