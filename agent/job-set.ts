/** The jobs that are running, changed without restart: what stayed the same goes on undisturbed. */
import type { Point } from '../model/point.ts';
import type { ProbeJob } from '../model/probe-settings.ts';
import { splitTarget } from '../model/target.ts';
import type { ProbeContext, RunningProbe } from './probes/probe.ts';
import { startProbe } from './probes/registry.ts';

export class JobSet {
  readonly #context: ProbeContext;
  readonly #running = new Map<
    string,
    { readonly job: ProbeJob; readonly written: string; readonly probe: RunningProbe }
  >();

  constructor(context: ProbeContext) {
    this.#context = context;
  }

  async apply(jobs: readonly ProbeJob[]): Promise<void> {
    const wanted = new Map(jobs.map((job) => [job.id, { job, written: JSON.stringify(job) }]));
    for (const [id, { written, probe }] of this.#running) {
      if (wanted.get(id)?.written === written) continue;
      probe.stop();
      this.#running.delete(id);
    }
    for (const [id, { job, written }] of wanted) {
      if (!this.#running.has(id)) {
        this.#running.set(id, { job, written, probe: await startProbe(job, this.#contextOf(job)) });
      }
    }
  }

  /** Where a job proves a failure, what its target is reached through is heard first: that tells whose failure it is. */
  #contextOf({ witness }: ProbeJob): ProbeContext {
    if (witness === undefined) return this.#context;
    const emit = (points: Point[]) => {
      const isProof = points.some(({ fields }) => fields.confirmed === true);
      if (isProof) this.#running.get(witness)?.probe.reportNow?.();
      this.#context.emit(points);
    };
    return { ...this.#context, emit };
  }

  /** The device that is polled at an address, if one is. */
  deviceAt(address: string): { site: string; device: string } | undefined {
    for (const { job } of this.#running.values()) {
      const { site, device } = job.tags;
      if (site && device && splitTarget(job.target, 0).host === address) return { site, device };
    }
    return undefined;
  }

  /** Polls a device at once, out of its turn. */
  pollNow(device: string): void {
    for (const { job, probe } of this.#running.values()) if (job.tags.device === device) probe.pollNow?.();
  }

  stop(): void {
    for (const { probe } of this.#running.values()) probe.stop();
    this.#running.clear();
  }
}
