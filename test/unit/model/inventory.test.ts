import { describe, expect, it } from 'vitest';
import type { Site } from '../../../model/inventory.ts';
import { upstreamPath } from '../../../model/inventory.ts';

function sitesWith(upstreams: Record<string, string | undefined>): Map<string, Site> {
  return new Map(Object.entries(upstreams).map(([id, upstream]) => [id, { id, upstream } as Site]));
}

describe('upstreamPath', () => {
  const sites = sitesWith({ core: undefined, hub: 'core', leaf: 'hub' });

  it('goes from a site up to the root', () => expect(upstreamPath(sites, 'leaf')).toEqual(['hub', 'core']));
  it('is empty at the root', () => expect(upstreamPath(sites, 'core')).toEqual([]));
  it('is empty for a site that is not there', () => expect(upstreamPath(sites, 'nowhere')).toEqual([]));
  it('ends where it would go round', () =>
    expect(upstreamPath(sitesWith({ a: 'b', b: 'c', c: 'a' }), 'a')).toEqual(['b', 'c']));
});
