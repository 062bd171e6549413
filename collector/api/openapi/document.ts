/** The API as OpenAPI 3.1 says it, made of the routes themselves. Pure. */
import type { z } from 'zod';
import { VERSION } from '../../../model/version.ts';
import type { Route } from '../resource.ts';
import { errorSchema } from '../schemas/parts.ts';
import type { Json, JsonObject } from './schemas.ts';
import { SchemaCollector } from './schemas.ts';

export const JSON_TYPE = 'application/json';

/** Groups of paths, in the order in which they are shown. */
const TAGS: readonly (readonly [name: string, begins: RegExp, description: string])[] = [
  [
    'Sites',
    /^\/api\/v1\/(sites|rooms|tests)\b/,
    'Sites, rooms, what was measured there, and tests from there',
  ],
  ['Incidents', /^\/(api\/v1\/incidents|ack)\b/, 'What people handle'],
  ['Maintenance', /^\/api\/v1\/maintenance\b/, 'Planned work'],
  ['Reports', /^\/api\/v1\/reports\b/, 'Uptime of a period'],
  ['Events', /^\/api\/v1\/events\b/, 'What changes, as it changes'],
  ['Messages', /^\/api\/v1\/notify\b/, 'Who is told, and what is still to be delivered'],
  ['Inventory', /^\/api\/v1\/inventory\b/, 'What is watched: units, sites, devices, lines, rooms'],
  ['Agents', /^\/api\/v1\/agents\b/, 'Letting agents in and out, and their versions'],
  ['Of agents', /^\/api\/v1\/agent\b/, 'What agents ask for; people do not need it'],
  [
    'Writing',
    /^\/(api\/v2\/write|write|query|ping|health)\b/,
    'Measurements, as InfluxDB’s clients write them',
  ],
  ['People', /^\/api\/v1\/(session|account|setup|users|tokens)\b/, 'Signing in, accounts, tokens'],
  ['Collector', /^\//, 'The installation, access to it, its health'],
];

const tagOf = (url: string) => TAGS.find(([, begins]) => begins.test(url))?.[0] ?? 'Collector';

/** `/api/v1/sites/:id/series`: `getSitesIdSeries` */
function operationId({ method, url }: Route): string {
  const words = url.replace(/^\/api\/v1/, '').match(/[A-Za-z0-9]+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function parametersOf(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  collector: SchemaCollector,
): JsonObject[] {
  if (!schema) return [];
  const { properties, required } = collector.add(schema, 'asked');
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties as Readonly<Record<string, JsonObject>>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === 'path' || needed.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }),
  );
}

function contentOf({ produces, answer }: Route, collector: SchemaCollector): JsonObject | undefined {
  const types = produces ?? (answer ? [JSON_TYPE] : []);
  if (types.length === 0) return undefined;
  const schema = answer && collector.add(answer, 'answered');
  // Of several forms only JSON has the schema; of what comes line by line it is each line's.
  const hasIt = (type: string) => types.length === 1 || type.startsWith(JSON_TYPE);
  return Object.fromEntries(
    types.map((type) => [type.split(';')[0] ?? type, schema && hasIt(type) ? { schema } : {}]),
  );
}

function responsesOf(route: Route, collector: SchemaCollector): JsonObject {
  const content = contentOf(route, collector);
  const ours = (route.errorShape ?? 'canhmang') === 'canhmang';
  const refusal: JsonObject = ours ? collector.add(errorSchema, 'answered') : { type: 'object' };
  return {
    [route.status ?? 200]: { description: 'Done', ...(content ? { content } : {}) },
    default: {
      description: ours ? 'Refused' : 'Refused, in the shape that InfluxDB’s clients know',
      content: { [JSON_TYPE]: { schema: refusal } },
    },
  };
}

function operationOf(route: Route, collector: SchemaCollector): JsonObject {
  const { summary, description, role, params, query, body, consumes = JSON_TYPE } = route;
  const parameters = [...parametersOf('path', params, collector), ...parametersOf('query', query, collector)];
  const says = [description, role === 'public' ? undefined : `Needs the role ${role}.`];
  const text = says.filter((part) => part !== undefined).join('\n\n');
  return {
    operationId: operationId(route),
    summary,
    ...(text === '' ? {} : { description: text }),
    tags: [tagOf(route.url)],
    'x-role': role,
    ...(route.audit === undefined ? {} : { 'x-audit': route.audit }),
    ...(role === 'public' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { content: { [consumes]: { schema: collector.add(body, 'asked') } } } } : {}),
    responses: responsesOf(route, collector),
  };
}

/** A document that generators of clients and viewers read. */
export function openApiDocument(routes: readonly Route[]): JsonObject {
  const collector = new SchemaCollector();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, collector) };
  }
  const used = new Set(routes.map(({ url }) => tagOf(url)));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Canh Mạng',
      version: VERSION,
      summary: 'Watches a province’s dedicated network of many small, distant sites',
      description:
        'Moments in answers are ISO 8601 in UTC. A refusal has a code for programs and a sentence for people. An answer may get more members: pass over those that you do not know.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: TAGS.filter(([name]) => used.has(name)).map(([name, , description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by `canhmang token`' },
        session: { type: 'apiKey', in: 'cookie', name: 'canhmang_session', description: 'Of the page' },
      },
      schemas: collector.named,
    },
  };
}
