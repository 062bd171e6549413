/** The jobs that are running, changed without restart: what stayed the same goes on undisturbed. */
import type { ProbeJob } from '../model/probe-settings.ts';
import type { ProbeContext, RunningProbe } from './probes/probe.ts';
import { startProbe } from './probes/registry.ts';

export class JobSet {
  readonly #context: ProbeContext;
  readonly #running = new Map<string, { readonly written: string; readonly probe: RunningProbe }>();

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
        this.#running.set(id, { written, probe: await startProbe(job, this.#context) });
      }
    }
  }

  stop(): void {
    for (const { probe } of this.#running.values()) probe.stop();
    this.#running.clear();
  }
}
