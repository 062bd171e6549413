/** The agent's measurements of itself: what it needs, and whether it keeps up. */
import type { Point } from '../model/point.ts';
import { VERSION } from '../model/version.ts';
import type { CollectorClock } from './collector-clock.ts';
import type { Scheduler } from './scheduler.ts';
import type { Spool } from './spool/spool.ts';
import type { Uplink } from './uplink/uplink.ts';

const PERIOD_MS = 30_000;

export interface AgentSelfParts {
  readonly scheduler: Scheduler;
  readonly spool: Spool;
  readonly uplink: Pick<Uplink, 'refusedLines'>;
  readonly clock: CollectorClock;
  readonly emit: (points: Point[]) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export class AgentSelf {
  readonly #parts: AgentSelfParts;
  #cpu = process.cpuUsage();
  #cpuAtMs = performance.now();
  #stop: () => void = () => {};
  /** Where the agent stands; known with its configuration. */
  site: string | undefined;

  constructor(parts: AgentSelfParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stop = this.#parts.scheduler.every('agent-self', PERIOD_MS, () => this.#measure());
  }

  stop(): void {
    this.#stop();
  }

  #measure(): void {
    if (this.site === undefined) return;
    const { scheduler, spool, uplink, clock, emit, now } = this.#parts;
    const { offsetMs } = clock;
    const cpu = process.cpuUsage(this.#cpu);
    const atMs = performance.now();
    const cpuPercent = (cpu.user + cpu.system) / 10 / Math.max(1, atMs - this.#cpuAtMs);
    this.#cpu = process.cpuUsage();
    this.#cpuAtMs = atMs;
    emit([
      {
        measurement: 'agent',
        tags: { site: this.site },
        fields: {
          version: VERSION,
          uptime: process.uptime(),
          spool_bytes: BigInt(spool.bytes),
          spool_backlog: BigInt(spool.backlog),
          spool_oldest_s: Math.max(0, now() - (spool.oldestMs ?? now())) / 1_000,
          spool_lost_points: BigInt(spool.lost.points),
          uplink_refused_lines: BigInt(uplink.refusedLines),
          ...(offsetMs === undefined ? {} : { clock_offset_ms: offsetMs }),
          probe_lag_ms: scheduler.figures.lagMs,
          overruns: BigInt(scheduler.figures.overruns),
          rounds_running: BigInt(scheduler.figures.running),
          rss_bytes: BigInt(process.memoryUsage.rss()),
          cpu_percent: cpuPercent,
        },
        timeMs: now(),
      },
    ]);
  }
}
