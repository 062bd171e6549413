import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { measurementSpec } from '../../../model/measurements/index.ts';
import { DATA_SOURCE } from '../../../tools/dashboards/grafana.ts';
import { DASHBOARDS, dashboardFiles } from '../../../tools/dashboards/index.ts';
import type { NamedQuery } from '../../setup/dashboard-queries.ts';
import { panelQueries, variableQueries } from '../../setup/dashboard-queries.ts';

const FOLDER = fileURLToPath(new URL('../../../dashboards/grafana/', import.meta.url));
const ALL: readonly NamedQuery[] = Object.values(DASHBOARDS).flatMap((dashboard) => [
  ...variableQueries(dashboard),
  ...panelQueries(dashboard),
]);

/** Names in a statement that neither the schema nor the statement itself has. */
function unknownNames(query: string): string[] {
  const froms = [...query.matchAll(/FROM "(\w+)"/g)].map(([, name]) => name ?? '');
  const aliases = [...query.matchAll(/ AS "(\w+)"/g)].map(([, name]) => name);
  const specs = froms.map(measurementSpec);
  const known = new Set(aliases);
  for (const spec of specs) {
    for (const name of [...Object.keys(spec?.tags ?? {}), ...Object.keys(spec?.fields ?? {})])
      known.add(name);
    // A statement around another one sees what that selects.
    for (const [, , name] of query.matchAll(/\b([A-Z_]+)\("(\w+)"/g))
      if (aliases.includes(name)) known.add(name);
  }
  const missing = froms.filter((_, index) => specs[index] === undefined);
  const names = [...query.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '');
  return [...missing, ...names.filter((name) => !froms.includes(name) && !known.has(name))];
}

describe('the dashboards', () => {
  it.each(ALL)('$of asks only for what the written schema has', ({ query }) => {
    expect(query).toMatch(/FROM "/);
    expect(unknownNames(query)).toEqual([]);
  });

  it('a name that is in no schema is found', () => {
    expect(unknownNames('SELECT MEAN("colour") FROM "ping" WHERE $timeFilter AND "site" = \'a\'')).toEqual([
      'colour',
    ]);
    expect(unknownNames('SELECT MEAN("sent") FROM "pong"')).toEqual(['pong', 'sent']);
    expect(unknownNames('SELECT SUM("b") FROM (SELECT MEAN("sent") AS "a" FROM "stamp")')).toEqual(['b']);
  });

  it('are linked by variables that each of them has', () => {
    for (const { title, variables, panels } of Object.values(DASHBOARDS)) {
      const queries = [...variables, ...panels.flatMap((panel) => panel.queries)].map(({ query }) => query);
      const used = queries.flatMap((query) => [...query.matchAll(/\^\$(\w+)\$/g)].map(([, name]) => name));
      const has = variables.map(({ name }) => name);
      expect([...new Set(used)].sort(), title).toEqual(has.filter((name) => used.includes(name)).sort());
    }
  });

  it('have panels that do not lie over each other', () => {
    const grid = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
    const file = z.object({ uid: z.string(), panels: z.array(z.object({ id: z.number(), gridPos: grid })) });
    for (const text of Object.values(dashboardFiles())) {
      const { panels } = file.parse(JSON.parse(text));
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { id, gridPos: one } of panels) {
        expect(one.x + one.w).toBeLessThanOrEqual(24);
        const over = panels.filter(
          ({ id: otherId, gridPos: other }) =>
            otherId !== id &&
            one.x < other.x + other.w &&
            other.x < one.x + one.w &&
            one.y < other.y + other.h &&
            other.y < one.y + one.h,
        );
        expect(over).toEqual([]);
      }
    }
  });

  it('are all there is in the folder that Grafana reads', () => {
    const written = Object.keys(dashboardFiles()).map((path) => path.split('/').at(-1));
    expect(readdirSync(join(FOLDER, 'dashboards')).sort()).toEqual(written.sort());
  });
});

describe('what Grafana is provisioned with', () => {
  const sources = z.object({
    datasources: z.tuple([
      z.object({
        uid: z.literal(DATA_SOURCE.uid),
        type: z.literal(DATA_SOURCE.type),
        jsonData: z.object({ version: z.literal('InfluxQL'), dbName: z.literal('canhmang') }),
        secureJsonData: z.record(z.string(), z.string().regex(/\$__file\{\/run\/secrets\//)),
      }),
    ]),
  });

  it.each(['influxdb1', 'influxdb2'])(
    'is a data source of the dashboards, its secret in a file: %s',
    (kind) => {
      const path = join(FOLDER, 'provisioning', kind, 'canhmang.yaml');
      expect(existsSync(path)).toBe(true);
      expect(sources.safeParse(parse(readFileSync(path, 'utf8'))).error).toBeUndefined();
    },
  );
});
