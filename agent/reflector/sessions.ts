/** The reflector's memory: how many packets of each session reached it (RFC 8762 section 4.3, stateful mode). Pure. */
import { RecentMap } from '../../model/recent-map.ts';

/** As TWAMP's REFWAIT (RFC 5357 section 3.1): a session silent for longer begins anew. Milliseconds. */
const FORGET_MS = 900_000;
/** A flood from forged addresses costs this much memory and no more: about 2 MB. */
const MAX_SESSIONS = 10_000;

interface Session {
  count: number;
  seenMs: number;
}

export class ReflectorSessions {
  readonly #sessions = new RecentMap<string, Session>(MAX_SESSIONS);

  /** Number of this packet in its session, from 0. @param nowMs monotonic. */
  next(session: string, nowMs: number): number {
    const known = this.#sessions.get(session);
    const count = known && nowMs - known.seenMs <= FORGET_MS ? known.count : 0;
    this.#sessions.set(session, { count: (count + 1) >>> 0, seenMs: nowMs });
    return count;
  }
}
