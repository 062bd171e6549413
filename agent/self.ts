/** The agent's measurements of itself: what it needs, and whether it keeps up. */
import type { Point } from '../model/point.ts';
import { VERSION } from '../model/version.ts';
import type { Scheduler } from './scheduler.ts';
import type { Spool } from './spool/spool.ts';

const PERIOD_MS = 30_000;

export class AgentSelf {
  readonly #parts: { scheduler: Scheduler; spool: Spool; emit: (points: Point[]) => void; now: () => number };
  #cpu = process.cpuUsage();
  #cpuAtMs = performance.now();
  #stop: () => void = () => {};
  /** Where the agent stands; known with its configuration. */
  site: string | undefined;

  constructor(parts: {
    scheduler: Scheduler;
    spool: Spool;
    emit: (points: Point[]) => void;
    now: () => number;
  }) {
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
    const { scheduler, spool, emit, now } = this.#parts;
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
          probe_lag_ms: scheduler.figures.lagMs,
          overruns: BigInt(scheduler.figures.overruns),
          rss_bytes: BigInt(process.memoryUsage.rss()),
          cpu_percent: cpuPercent,
        },
        timeMs: now(),
      },
    ]);
  }
}
