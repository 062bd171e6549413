/** What the HTTP API answers about maintenance windows. */

/** One row of `GET /api/v1/maintenance`. */
export interface MaintenanceRow {
  /** A number, or `config-` and its place in the configuration's list. */
  id: string;
  /** `site:tram-tau`, `unit:139`, `device:…`, `line:…`, `room:…` */
  scope: string;
  scopeName: string;
  note: string;
  author: string;
  /** Of the first time. */
  start: string;
  end: string;
  rrule: string | null;
  cancelledAt: string | null;
  active: boolean;
  /** When it next begins; `null`: never again. */
  next: string | null;
}

/** One row of `GET /api/v1/maintenance/occurrences?from=&to=`: a time at which a window applies. */
export interface OccurrenceRow {
  /** Id of the window. */
  window: string;
  scope: string;
  scopeName: string;
  note: string;
  from: string;
  to: string;
}

/** `POST /api/v1/maintenance/preview`: when a window would apply next, if it were made. */
export interface MaintenancePreview {
  occurrences: { from: string; to: string }[];
}
