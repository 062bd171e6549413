/** What the HTTP API answers about rooms. */

import type { State } from '../../../model/state.ts';
import type { LineRow } from './equipment.ts';

/** One row of `GET /api/v1/rooms`. */
export interface RoomRow {
  id: string;
  name: string;
  level: 'province' | 'district';
  site: string;
  state: State;
  /** Inside a maintenance window; the state is the real one all the same. */
  maintenance: boolean;
  since: string;
  /** Of the latest round; `null` when it failed or there was none. */
  rttMs: number | null;
  lossPercent: number | null;
  jitterMs: number | null;
  /** What people would say of a call now (ITU-T G.107), 1 to 4.5. */
  mos: number | null;
  /** `null`: nothing asks it, or there was no answer to the question of late. */
  codec: RoomCodec | null;
  /** Of its site. */
  lines: LineRow[];
}

export interface RoomCodec {
  reachable: boolean;
  /** `null`: its protocol does not say. */
  inCall: boolean | null;
  callRateKbps: number | null;
}
