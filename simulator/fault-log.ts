/** Says in the log when a fault begins and when it ends, so that what the province shows can be compared with it. */
import type { Logger } from 'pino';
import type { SimulatedClock } from './clock.ts';
import { timeOfDay } from './faults.ts';
import { DAY_MS, type FaultEvent, type FaultScript } from './script.ts';

/** A timer reaches no further than 24 days; a slow clock is looked at more often than it needs. */
const LONGEST_WAIT_MS = 3_600_000;
/** A timer may be a little early: the next look is not sooner than this. */
const SHORTEST_WAIT_MS = 1;

/** Owns one timer, from `start` to `stop`, which keeps no process alive. */
export class FaultLog {
  readonly #events: readonly FaultEvent[];
  readonly #clock: SimulatedClock;
  readonly #logger: Logger;
  #active = new Set<FaultEvent>();
  #timer: NodeJS.Timeout | undefined;

  constructor(script: FaultScript, clock: SimulatedClock, logger: Logger) {
    this.#events = script.events;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** What holds already is said to begin. */
  start(): void {
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const nowMs = timeOfDay(this.#clock.nowMs());
    const active = new Set(this.#events.filter((event) => isActive(event, nowMs)));
    for (const event of this.#active) if (!active.has(event)) this.#say('fault ends', event);
    for (const event of active) if (!this.#active.has(event)) this.#say('fault begins', event);
    this.#active = active;
    const waitMs = untilNextChange(this.#events, nowMs) / this.#clock.speed;
    const boundedMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs));
    this.#timer = setTimeout(() => this.#look(), boundedMs).unref();
  }

  #say(what: string, event: FaultEvent): void {
    const { fault } = event;
    const where = event.fault === 'room-jitter' ? { room: event.room } : { site: event.site };
    this.#logger.info({ fault, ...where, until: clockFace(event.at + event.for) }, what);
  }
}

function isActive({ at, for: forMs }: FaultEvent, timeOfDayMs: number): boolean {
  return timeOfDay(timeOfDayMs - at) < forMs;
}

/** Milliseconds of the province's clock until some fault begins or ends. */
function untilNextChange(events: readonly FaultEvent[], timeOfDayMs: number): number {
  const changes = events.flatMap((event) => [event.at, event.at + event.for]);
  // What happens this very moment has been seen: its next time is tomorrow.
  return Math.min(DAY_MS, ...changes.map((changeMs) => timeOfDay(changeMs - timeOfDayMs) || DAY_MS));
}

/** "07:55", by the province's clock. */
function clockFace(simulatedMs: number): string {
  const minutes = Math.floor(timeOfDay(simulatedMs) / 60_000);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
