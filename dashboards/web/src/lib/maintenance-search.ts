/** What the page of maintenance shows, in the address. Pure. */

export interface MaintenanceSearch {
  view?: 'list' | undefined;
  /** "2026-11". */
  month?: string | undefined;
  /** Also those that are over. */
  all?: true | undefined;
  /** `new`, or the id of the window that is open. */
  window?: string | undefined;
}

/** Reads search parameters; what is not understood is left out instead of failing the page. */
export function readMaintenanceSearch(raw: Record<string, unknown>): MaintenanceSearch {
  const search: MaintenanceSearch = {};
  if (raw.view === 'list') search.view = 'list';
  if (typeof raw.month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(raw.month)) search.month = raw.month;
  if (raw.all === true) search.all = true;
  // The router reads ?window=3 as a number.
  if (typeof raw.window === 'string' || typeof raw.window === 'number')
    search.window = String(raw.window).slice(0, 40);
  return search;
}
