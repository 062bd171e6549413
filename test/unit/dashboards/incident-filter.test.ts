import { describe, expect, it } from 'vitest';
import { incidentParams, readIncidentSearch } from '../../../dashboards/web/src/lib/incident-filter.ts';

describe('the choice of incidents in the address bar', () => {
  it('is read as it was written', () => {
    const search = { q: 'mù cang', severity: 'major', cause: 'none', assignee: 'Bình' } as const;
    expect(readIncidentSearch(search)).toEqual(search);
  });

  it('leaves out what is not understood', () => {
    expect(readIncidentSearch({ q: '', severity: 'loud', cause: 7, assignee: ['a'], page: 3 })).toEqual({});
    expect(readIncidentSearch({ q: 17, assignee: 'x'.repeat(1_000) })).toEqual({
      q: '17',
      assignee: 'x'.repeat(100),
    });
  });

  it('is asked of the API without what nobody chose', () => {
    expect(incidentParams({ q: '  ', severity: undefined, cause: 'power' })).toEqual({ cause: 'power' });
  });
});
