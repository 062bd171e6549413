/** The description of the API: valid, whole, and of the routes that there are. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { docsPage } from '../../../../collector/api/openapi/docs-page.ts';
import { openApiDocument } from '../../../../collector/api/openapi/document.ts';
import type { Route } from '../../../../collector/api/resource.ts';
import { ROUTES, WRITING_ROUTES } from '../../../../collector/api/routes/all.ts';

const ALL = [...ROUTES, ...WRITING_ROUTES];
const nameOf = ({ method, url }: Route) => `${method} ${url}`;

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ operationId: z.string(), summary: z.string(), tags: z.array(z.string()) }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});
const document = documentSchema.parse(JSON.parse(JSON.stringify(openApiDocument(ALL))));
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toEqual({ valid: true });
  });

  it('is refused by the validator when it is not: that this test can fail', async () => {
    const { valid } = await new Validator().validate({ ...structuredClone(document), paths: { x: 1 } });
    expect(valid).toBe(false);
  });

  it('has every route, each with a name of its own', () => {
    expect(operations).toHaveLength(ALL.length);
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('refers to schemas that are there, and has none that nobody refers to', () => {
    const text = JSON.stringify(document);
    const used = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(document.components.schemas).sort());
    expect(text).not.toContain('#/$defs/');
  });
});

describe('routes', () => {
  it.each(ALL.map((route) => [nameOf(route), route] as const))('%s says what it is for', (_name, route) => {
    expect(route.summary).toMatch(/^\S.{3,118}[^.]$/);
  });

  it('whose address has parts to fill in describe them', () => {
    const silent = ALL.filter(({ url, params }) => {
      const wanted = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name);
      return JSON.stringify(wanted) !== JSON.stringify(Object.keys(params?.shape ?? {}));
    });
    expect(silent.map(nameOf)).toEqual([]);
  });

  it('say what they answer: a schema, a content type, or that there is nothing', () => {
    const silent = ALL.filter(
      ({ answer, produces, status }) => !answer && !produces && status !== 204 && status !== 202,
    );
    expect(silent.map(nameOf)).toEqual([]);
  });
});

describe('the page', () => {
  const page = docsPage(openApiDocument(ALL));

  it('needs neither scripts nor styles of its own nor another host', () => {
    expect(page).not.toMatch(/<script|<style| style=| on\w+="|https?:\/\//);
  });

  it('has every route and every schema, and its links lead somewhere', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(operations.filter(({ operationId }) => !ids.has(operationId))).toEqual([]);
    expect(page).not.toContain('undefined');
  });

  it('shows what is in a description as text', () => {
    const route: Route = {
      summary: '<img src=x onerror=alert(1)>',
      method: 'GET',
      url: '/api/v1/x',
      role: 'public',
      handle: async () => undefined,
    };
    expect(docsPage(openApiDocument([route]))).toContain('&lt;img src=x');
  });
});
