/** What the HTTP API tells while something happens. */

import type { State } from '../../../model/state.ts';
import type { IncidentRow } from './incidents.ts';

/**
 * `GET /api/v1/events`, Server-Sent Events. `id` counts up; after a reconnect with Last-Event-ID what was missed
 * comes again, or `reset` when too much was missed and the page has to read everything anew. `here` comes every 15 s,
 * without an id: who hears nothing for longer has lost the connection.
 */
export type ServerEvent =
  | { type: 'state'; subject: string; from: State; to: State; at: string }
  | { type: 'incident'; incident: IncidentRow }
  | { type: 'reset' }
  | { type: 'here' };
