/** What became of what was received: counted as a measurement, and each trouble of a source logged once. */
import type { Logger } from 'pino';
import type { FieldValue, Point } from '../../model/point.ts';
import { BoundedMap } from './bounded-map.ts';
import type { RefusalProblem } from './intake.ts';
import { RateLimit } from './rate-limit.ts';

/** `not_stored`: the disk does not take it. */
type TrapProblem = RefusalProblem | 'not_stored';

const FIELDS = {
  received: 0,
  accepted: 0,
  /** Informs that were kept already and are acknowledged once more. */
  repeated: 0,
  too_many: 0,
  malformed: 0,
  unknown_community: 0,
  unknown_user: 0,
  wrong_level: 0,
  wrong_digest: 0,
  unknown_engine: 0,
  not_in_time_window: 0,
  replayed: 0,
  undecryptable: 0,
  not_stored: 0,
} satisfies Record<TrapProblem | 'received' | 'accepted' | 'repeated', number>;

/** Lines about sources never heard of before: forged ones would fill the disk. */
const LOG_RATE = { burst: 20, perSecond: 1 / 60 };

export class TrapCounts {
  readonly #counts = { ...FIELDS };
  readonly #logger: Logger;
  readonly #told = new BoundedMap<true>();
  readonly #lines = new RateLimit(LOG_RATE);

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(what: 'received' | 'accepted' | 'repeated'): void {
    this.#counts[what]++;
  }

  /** @param nowMs monotonic. */
  refuse(problem: TrapProblem, source: string, nowMs: number): void {
    this.#counts[problem]++;
    const key = `${problem} ${source}`;
    if (this.#told.get(key) || !this.#lines.take('', nowMs)) return;
    this.#told.set(key, true);
    this.#logger.warn({ source, problem }, 'traps: refused; told once for each source and problem');
  }

  /** Since the start. */
  point(site: string, timeMs: number): Point {
    const fields = Object.entries(this.#counts).map(([name, count]): [string, FieldValue] => [
      name,
      BigInt(count),
    ]);
    return { measurement: 'agent_traps', tags: { site }, fields: Object.fromEntries(fields), timeMs };
  }
}
