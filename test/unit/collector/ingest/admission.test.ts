import { describe, expect, it } from 'vitest';
import type { Admission } from '../../../../collector/ingest/admission.ts';
import { refusalOf } from '../../../../collector/ingest/admission.ts';

const NOW = 1_750_000_000_000;
const HOMES: Readonly<Record<string, string>> = {
  'device:tram-tau-rt': 'tram-tau',
  'device:mu-cang-chai-rt': 'mu-cang-chai',
  'line:mu-cang-chai-line': 'mu-cang-chai',
  'room:mu-cang-chai-hop': 'mu-cang-chai',
};
const siteOf: Admission['siteOf'] = (tag, id) => HOMES[`${tag}:${id}`];
const OWN: Admission = { writer: 'tram-tau', sites: new Set(['tram-tau']), siteOf };

function point(tags: Record<string, string>, timeMs = NOW) {
  return { measurement: 'm', tags, fields: { f: 1 }, timeMs };
}

describe('what a writer may write', () => {
  it.each([
    { tags: {} },
    { tags: { site: 'tram-tau' } },
    { tags: { site: 'tram-tau', agent: 'tram-tau' } },
    { tags: { agent: 'tram-tau', host: 'x' } },
    { tags: { site: 'tram-tau', device: 'tram-tau-rt' } },
    // Of another program: no device of the inventory.
    { tags: { site: 'tram-tau', device: 'sda' } },
  ])('takes $tags', ({ tags }) => {
    expect(refusalOf(point(tags), OWN)).toBeUndefined();
  });

  it('refuses another site and says which', () => {
    expect(refusalOf(point({ site: 'mu-cang-chai' }), OWN)).toBe(
      'the tag site=mu-cang-chai is not a site that "tram-tau" writes for',
    );
  });

  it.each([
    { tags: { site: 'tram-tau', device: 'mu-cang-chai-rt' }, named: 'device=mu-cang-chai-rt' },
    { tags: { device: 'mu-cang-chai-rt' }, named: 'device=mu-cang-chai-rt' },
    { tags: { site: 'tram-tau', line: 'mu-cang-chai-line' }, named: 'line=mu-cang-chai-line' },
    { tags: { role: 'room', room: 'mu-cang-chai-hop' }, named: 'room=mu-cang-chai-hop' },
  ])('refuses $named, which is at another site, whatever site is written beside it', ({ tags, named }) => {
    expect(refusalOf(point(tags), OWN)).toBe(
      `the tag ${named} is of a site that "tram-tau" does not write for`,
    );
    expect(refusalOf(point(tags), { ...OWN, sites: undefined })).toBeUndefined();
  });

  it('refuses another agent and says which', () => {
    expect(refusalOf(point({ site: 'tram-tau', agent: 'core' }), OWN)).toBe(
      'the tag agent=core is not who this token belongs to, "tram-tau"',
    );
  });

  it('takes every site of who may write for all, under its own name only', () => {
    const all: Admission = { writer: 'core', sites: undefined, siteOf };
    expect(refusalOf(point({ site: 'anywhere', agent: 'core' }), all)).toBeUndefined();
    expect(refusalOf(point({ site: 'anywhere', agent: 'tram-tau' }), all)).toMatch(/^the tag agent=/);
  });

  it.each([
    { read: 'seconds as nanoseconds', timeMs: NOW / 1_000 / 1e6 },
    { read: 'microseconds as nanoseconds', timeMs: NOW / 1_000 },
    { read: 'times before 1970', timeMs: -1 },
    { read: 'the last moment of 1999', timeMs: Date.UTC(2000, 0) - 1 },
  ])('refuses $read', ({ timeMs }) => {
    expect(refusalOf(point({}, timeMs), OWN)).toMatch(/before the year 2000.*precision/);
  });

  it('takes the first moment of 2000', () => {
    expect(refusalOf(point({}, Date.UTC(2000, 0)), OWN)).toBeUndefined();
  });
});
