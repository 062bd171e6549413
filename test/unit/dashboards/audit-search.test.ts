import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../../../collector/audit/actions.ts';
import en from '../../../dashboards/web/src/i18n/en.json' with { type: 'json' };
import vi from '../../../dashboards/web/src/i18n/vi.json' with { type: 'json' };
import { auditParams, readAuditSearch } from '../../../dashboards/web/src/lib/audit-search.ts';

describe('which records of the audit are listed', () => {
  it('takes every act that there is, and each has a name in both languages', () => {
    for (const action of AUDIT_ACTIONS) {
      expect(readAuditSearch({ action })).toEqual({ action });
      expect(Object.keys(vi.audit.acts), action).toContain(action);
      expect(Object.keys(en.audit.acts), action).toContain(action);
    }
  });

  it('leaves out what is not understood', () => {
    expect(readAuditSearch({ action: '<script>', q: 7, from: '26/11/2026', to: 5 })).toEqual({ q: '7' });
  });

  it('asks for whole days of the province', () => {
    expect(auditParams({ from: '2026-11-26', to: '2026-11-26' }, 'Asia/Ho_Chi_Minh')).toEqual({
      from: String(Date.parse('2026-11-25T17:00:00Z')),
      to: String(Date.parse('2026-11-26T17:00:00Z')),
    });
  });
});
