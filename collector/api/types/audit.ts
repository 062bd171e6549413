/** What the HTTP API answers about the audit log. */

/** One row of `GET /api/v1/audit`. */
export interface AuditRow {
  id: number;
  at: string;
  author: string;
  /** Where the request came from. */
  address: string;
  /** `test.start`, `incident.comment`: `AUDIT_ACTIONS`. */
  action: string;
  /** `site:tram-tau` */
  object: string;
  detail: string;
  /** SHA-256 of this record and of the hash of the one before it. */
  hash: string;
}

/** `GET /api/v1/audit/verify` */
export interface AuditVerdictAnswer {
  /** Looked at: all, or up to the broken one. */
  records: number;
  /** The newest record; `null` without records, or when the chain is broken. */
  head: { id: number; hash: string } | null;
  broken: {
    id: number;
    /**
     * `changed`: not what its hash was taken of. `unlinked`: it does not follow the one before. `cut`: not the record
     * that was noted.
     */
    reason: 'changed' | 'unlinked' | 'cut';
  } | null;
}
