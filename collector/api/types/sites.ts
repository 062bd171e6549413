/** What the HTTP API answers about sites. */

import type { SiteClass } from '../../../model/inventory.ts';
import type { State } from '../../../model/state.ts';
import type { DeviceRow, LineRow } from './equipment.ts';
import type { IncidentRow } from './incidents.ts';
import type { RoomRow } from './rooms.ts';

/** One row of `GET /api/v1/sites`. */
export interface SiteRow {
  id: string;
  shortName: string;
  name: string;
  class: SiteClass;
  /** Code and name of its administrative unit. */
  unit: string;
  unitName: string;
  /** Code and name of the unit of district level, `null` at province level. */
  district: string | null;
  districtName: string | null;
  upstream: string | null;
  state: State;
  /** Inside a maintenance window; the state is the real one all the same. */
  maintenance: boolean;
  /** Since when it is in this state, ISO 8601, UTC. */
  since: string;
  latitude: number | null;
  longitude: number | null;
  /** Of the latest round from the core; `null` when it failed or there was none. */
  rttMs: number | null;
  lossPercent: number | null;
}

/** `GET /api/v1/sites/{id}` */
export interface SiteDetail extends SiteRow {
  address: string;
  devices: DeviceRow[];
  lines: LineRow[];
  rooms: RoomRow[];
  incidents: IncidentRow[];
  /** Of the last 24 hours. */
  availability: AvailabilityAnswer;
  /** Of the last 24 hours, oldest first, without gaps. */
  intervals: IntervalRow[];
}

export interface IntervalRow {
  state: State;
  from: string;
  /** `null`: still going on. */
  to: string | null;
}

/** `GET /api/v1/sites/{id}/availability?from=&to=` */
export interface AvailabilityAnswer {
  site: string;
  from: string;
  to: string;
  /** 0 to 100; `null` when nobody was looking all along. */
  availabilityPercent: number | null;
  seconds: Record<State, number>;
  outages: number;
  longestOutageSeconds: number;
}

/** One row of `GET /api/v1/sites/{id}/days?days=`: a calendar day, oldest first; the last is today as far as it is over. */
export interface SiteDay {
  from: string;
  to: string;
  /** 0 to 100; `null` when nobody was looking all along. */
  availabilityPercent: number | null;
  seconds: Record<State, number>;
  outages: number;
}

/** One row of `GET /api/v1/sites/{id}/notes`, the latest first. */
export interface SiteNoteRow {
  id: number;
  text: string;
  author: string;
  at: string;
}

/** `GET /api/v1/sites/{id}/series?measurement=&field=&from=&to=&buckets=&line=`; `field` may stand several times. */
export interface SeriesAnswer {
  series: {
    field: string;
    tags: Record<string, string>;
    /** Bucket start in epoch milliseconds, average, minimum, maximum. Empty buckets are left out. */
    buckets: [timeMs: number, average: number, minimum: number, maximum: number][];
  }[];
}
