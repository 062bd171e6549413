import { describe, expect, it } from 'vitest';
import { methodsOf } from '../../../../collector/api/page.ts';

const ROUTES = [
  { method: 'GET', url: '/query' },
  { method: 'POST', url: '/query' },
  { method: 'POST', url: '/write' },
  { method: 'GET', url: '/api/v1/sites/:id' },
] as const;

describe('methods of a path', () => {
  it.each([
    { path: '/query', methods: ['HEAD', 'GET', 'POST'] },
    { path: '/write', methods: ['POST'] },
    { path: '/api/v1/sites/tram-tau', methods: ['HEAD', 'GET'] },
    { path: '/api/v1/sites/tram-tau/more', methods: [] },
    { path: '/', methods: [] },
  ])('of $path are $methods', ({ path, methods }) => {
    expect(methodsOf(path, ROUTES)).toEqual(methods);
  });
});
