import { expect, it } from 'vitest';
import { onlyRead } from '../../../dashboards/web/src/lib/read-search.ts';

it('what a reader leaves out does not come through from the address', () => {
  const read = onlyRead(({ q }): { q?: string; month?: string } => (typeof q === 'string' ? { q } : {}));
  const raw = { q: { a: 1 }, month: '<script>' };
  expect({ ...raw, ...read(raw) }).toEqual({ q: undefined, month: undefined });
  expect(read({ q: 'đứt cáp' })).toEqual({ q: 'đứt cáp' });
});
