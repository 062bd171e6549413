/** What cannot be done with an incident or a maintenance window, and why. */

export type RefusalCode =
  | 'unknown_incident'
  | 'incident_resolved'
  | 'incident_merged'
  | 'incident_not_merged'
  | 'merge_into_itself'
  | 'already_open';

/** The sentence is English, for the API; pages and commands say it from the code. */
export class IncidentRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'IncidentRefusal';
    this.code = code;
  }
}
