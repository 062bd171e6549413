import { describe, expect, it } from 'vitest';
import type { Admission } from '../../../../collector/ingest/admission.ts';
import { refusalOf } from '../../../../collector/ingest/admission.ts';

const NOW = 1_750_000_000_000;
const OWN: Admission = { writer: 'tram-tau', sites: new Set(['tram-tau']) };

function point(tags: Record<string, string>, timeMs = NOW) {
  return { measurement: 'm', tags, fields: { f: 1 }, timeMs };
}

describe('what a writer may write', () => {
  it.each([
    { tags: {} },
    { tags: { site: 'tram-tau' } },
    { tags: { site: 'tram-tau', agent: 'tram-tau' } },
    { tags: { agent: 'tram-tau', host: 'x' } },
  ])('takes $tags', ({ tags }) => {
    expect(refusalOf(point(tags), OWN)).toBeUndefined();
  });

  it('refuses another site and says which', () => {
    expect(refusalOf(point({ site: 'mu-cang-chai' }), OWN)).toBe(
      'the tag site=mu-cang-chai is not a site that "tram-tau" writes for',
    );
  });

  it('refuses another agent and says which', () => {
    expect(refusalOf(point({ site: 'tram-tau', agent: 'core' }), OWN)).toBe(
      'the tag agent=core is not who this token belongs to, "tram-tau"',
    );
  });

  it('takes every site of who may write for all, under its own name only', () => {
    const all: Admission = { writer: 'core', sites: undefined };
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
