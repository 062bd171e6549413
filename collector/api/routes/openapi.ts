/** `GET /api/openapi.json`: what the API is, for programs. `GET /api/docs`: the same for people. */
import { z } from 'zod';
import { DOCS_STYLE_PATH, docsPage } from '../openapi/docs-page.ts';
import { DOCS_STYLE } from '../openapi/docs-style.ts';
import { openApiDocument } from '../openapi/document.ts';
import type { Route } from '../resource.ts';

/** They are the same until the program is another. */
const CACHE = 'no-cache';

/** @param others every other route there is. */
export function openApiRoutes(others: readonly Route[]): readonly Route[] {
  const made = { document: '', page: '' };
  const make = () => {
    if (made.document !== '') return made;
    const document = openApiDocument([...others, ...own]);
    made.document = JSON.stringify(document);
    made.page = docsPage(document);
    return made;
  };
  const own: readonly Route[] = [
    {
      summary: 'This description, OpenAPI 3.1',
      answer: z.looseObject({ openapi: z.string() }),
      method: 'GET',
      url: '/api/openapi.json',
      role: 'public',
      handle: async (_request, reply) =>
        reply.header('cache-control', CACHE).type('application/json; charset=utf-8').send(make().document),
    },
    {
      summary: 'This description as a page',
      produces: ['text/html'],
      method: 'GET',
      url: '/api/docs',
      role: 'public',
      handle: async (_request, reply) =>
        reply.header('cache-control', CACHE).type('text/html; charset=utf-8').send(make().page),
    },
    {
      summary: 'The page’s style',
      produces: ['text/css'],
      method: 'GET',
      url: DOCS_STYLE_PATH,
      role: 'public',
      handle: async (_request, reply) =>
        reply.header('cache-control', CACHE).type('text/css; charset=utf-8').send(DOCS_STYLE),
    },
  ];
  return own;
}
