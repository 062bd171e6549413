import { describe, expect, it } from 'vitest';
import { readReportSearch, reportParams } from '../../../dashboards/web/src/lib/report-search.ts';

describe('readReportSearch', () => {
  it('takes numbers for the texts that they were, and leaves nonsense out', () => {
    expect(readReportSearch({ period: 2026, by: 'district', unit: 137, hours: 'service' })).toEqual({
      period: '2026',
      by: 'district',
      unit: '137',
      hours: 'service',
    });
    expect(readReportSearch({ period: 'soon', by: 'planet', aggregate: 'best', unit: { a: 1 } })).toEqual({});
  });
});

describe('reportParams', () => {
  it('has the API’s names, and nothing that was not chosen', () => {
    expect(reportParams({ period: '2026-11', unitsAsOf: '2025-06-30', asOfMs: 5 })).toEqual({
      period: '2026-11',
      units_as_of: '2025-06-30',
      as_of: '5',
    });
  });
});
