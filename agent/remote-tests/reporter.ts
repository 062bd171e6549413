/** Posts what a test says, in order and each thing once, whatever the line does in between. */
import type { TestEnd, TestOutput, TestReport } from '../../model/remote-test.ts';
import type { CollectorClient } from '../collector-client.ts';
import type { Timers } from '../scheduler.ts';

/** What is said within this time goes together: a person sees it as at once, and the line carries one request. */
const GATHER_MS = 150;
/** A sign of life where nothing is said. */
const ALIVE_EVERY_MS = 5_000;
/** Again after a failure; the collector gives a test up that it has heard nothing of for 20 s. */
const AGAIN_MS = 1_000;
const MOST_FAILURES = 30;
/** Characters in one report; texts are cut so that the next report has room. */
const MOST_TEXT = 64 * 1024;
const MOST_OUTPUTS = 64;

export interface ReporterParts {
  readonly id: string;
  readonly client: Pick<CollectorClient, 'request'>;
  readonly timers: Timers;
  /** The collector does not know the test any more. */
  readonly onUnwanted: () => void;
}

export class Reporter {
  readonly #parts: ReporterParts;
  #waiting: TestOutput[] = [];
  #end: TestEnd | undefined;
  #number = 0;
  #busy = false;
  #over = false;
  #cancel: () => void = () => {};

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Signs of life from now on. */
  start(): void {
    this.#wait(ALIVE_EVERY_MS);
  }

  say({ stream, text }: TestOutput): void {
    for (let from = 0; from < text.length; from += MOST_TEXT)
      this.#waiting.push({ stream, text: text.slice(from, from + MOST_TEXT) });
    this.#wait(GATHER_MS);
  }

  /** Nothing more is said. */
  stop(): void {
    this.#over = true;
    this.#cancel();
  }

  /** The last word. */
  end(end: TestEnd): void {
    this.#end = end;
    this.#wait(0);
  }

  #wait(delayMs: number): void {
    if (this.#busy || this.#over) return;
    this.#cancel();
    this.#cancel = this.#parts.timers.after(delayMs, () => void this.#post());
  }

  async #post(): Promise<void> {
    this.#busy = true;
    const report = this.#next();
    const taken = await this.#deliver(report);
    this.#busy = false;
    if (this.#over) return;
    if (!taken) {
      this.#over = true;
      if (!report.end) this.#parts.onUnwanted();
      return;
    }
    this.#over = report.end !== undefined;
    this.#wait(this.#waiting.length > 0 ? GATHER_MS : this.#end ? 0 : ALIVE_EVERY_MS);
  }

  /** As much as one report holds: neighbours of one stream are one text. */
  #next(): TestReport {
    const output: TestOutput[] = [];
    let room = MOST_TEXT;
    for (;;) {
      const [first] = this.#waiting;
      if (!first || first.text.length > room) break;
      this.#waiting.shift();
      room -= first.text.length;
      const last = output.at(-1);
      if (last?.stream === first.stream)
        output[output.length - 1] = { ...last, text: last.text + first.text };
      else if (output.push(first) === MOST_OUTPUTS) break;
    }
    const end = this.#waiting.length === 0 ? this.#end : undefined;
    return { number: ++this.#number, output, ...(end && { end }) };
  }

  /** @returns whether the collector has it; `false` when it does not want it, or is away for too long. */
  async #deliver(report: TestReport): Promise<boolean> {
    const { client, id, timers } = this.#parts;
    const body = Buffer.from(JSON.stringify(report));
    for (let failures = 0; failures < MOST_FAILURES && !this.#over; failures++) {
      try {
        const { status } = await client.request({
          method: 'POST',
          path: `/api/v1/agent/tests/${id}`,
          headers: { 'content-type': 'application/json' },
          body,
        });
        if (status < 500) return status < 300;
      } catch {
        // The line, or the collector: it is tried again.
      }
      await new Promise<void>((resolve) => timers.after(AGAIN_MS, resolve));
    }
    return false;
  }
}
