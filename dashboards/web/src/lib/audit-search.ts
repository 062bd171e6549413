/** Which records of the audit are listed. Pure. */
import { DAY } from './time.ts';
import { fromLocal } from './zoned.ts';

export const MAX_AUDIT_SEARCH = 100;

export interface AuditSearch {
  action?: string | undefined;
  q?: string | undefined;
  /** Days, as `<input type="date">` has them; both belong to it. */
  from?: string | undefined;
  to?: string | undefined;
}

const ACTION = /^[a-z]{1,40}(\.[a-z_-]{1,40})+$/;
const DAY_TEXT = /^\d{4}-\d{2}-\d{2}$/;

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const search: AuditSearch = {};
  const { action, from, to } = raw;
  // The router reads digits as a number.
  const q = typeof raw.q === 'number' ? String(raw.q) : raw.q;
  if (typeof action === 'string' && ACTION.test(action)) search.action = action;
  if (typeof q === 'string' && q !== '') search.q = q.slice(0, MAX_AUDIT_SEARCH);
  if (typeof from === 'string' && DAY_TEXT.test(from)) search.from = from;
  if (typeof to === 'string' && DAY_TEXT.test(to)) search.to = to;
  return search;
}

/** As the API takes it. */
export function auditParams({ action, q, from, to }: AuditSearch, timeZone: string): Record<string, string> {
  const text = q?.normalize('NFC').trim() ?? '';
  const fromMs = from === undefined ? undefined : fromLocal(from, timeZone);
  const lastMs = to === undefined ? undefined : fromLocal(to, timeZone);
  return {
    ...(action === undefined ? {} : { action }),
    ...(text === '' ? {} : { q: text }),
    ...(fromMs === undefined ? {} : { from: String(fromMs) }),
    ...(lastMs === undefined ? {} : { to: String(lastMs + DAY) }),
  };
}
