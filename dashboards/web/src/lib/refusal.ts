/** Why something that somebody asked for was not done: which sentence says so. Pure. */
import { ApiFailure } from '../api/failure.ts';

/** Codes of the API that have a sentence of their own below `refusal`. */
const KNOWN = [
  'bad_parameter',
  'changed',
  'demonstration',
  'foreign_page',
  'incident_merged',
  'incident_resolved',
  'not_valid',
  'store_away',
  'unknown_agent',
  'unknown_incident',
  'unknown_recipient',
  'unknown_session',
  'unknown_site',
  'unknown_token',
  'unknown_unit',
  'unknown_window',
  'whole_province',
] as const;

export type RefusalKind =
  | (typeof KNOWN)[number]
  | 'forbidden'
  | 'not_reached'
  | 'other'
  | 'server'
  | 'signed_out'
  | 'too_large'
  | 'too_many';

export function refusalKind(error: Error): RefusalKind {
  if (!(error instanceof ApiFailure)) return 'server';
  const { status, code } = error;
  if (status === 0) return 'not_reached';
  if (status === 401) return 'signed_out';
  const known = KNOWN.find((each) => each === code);
  if (known !== undefined) return known;
  if (status === 403) return 'forbidden';
  if (status === 413) return 'too_large';
  if (status === 429) return 'too_many';
  return status >= 500 ? 'server' : 'other';
}

/** Whether the server's own words help somebody who is asked for help. */
export function needsServersWords(kind: RefusalKind): boolean {
  return kind === 'bad_parameter' || kind === 'other' || kind === 'server';
}
