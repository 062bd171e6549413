/** Does the tests that the collector asks for, one at a time, and posts what comes out. */
import type { Logger } from 'pino';
import type { AgentOrder, RemoteRequest, TestEnd, TestOutput } from '../../model/remote-test.ts';
import type { CollectorClient } from '../collector-client.ts';
import type { Timers } from '../scheduler.ts';
import { Reporter } from './reporter.ts';

/** A test under way. */
export interface RunningTest {
  /** Ctrl-C: sum up and end. */
  interrupt(): void;
  /** At once. */
  kill(): void;
}

/** Begins a test. @param onEnd told once, with the exit code. @throws when it cannot be begun. */
export type StartTest = (
  request: RemoteRequest,
  onOutput: (output: TestOutput) => void,
  onEnd: (exitCode: number) => void,
) => RunningTest;

export interface TestRunnerParts {
  readonly client: CollectorClient;
  readonly startTest: StartTest;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** From Ctrl-C to the end of a test that does not heed it. */
const SUM_UP_MS = 8_000;
/** Characters that a test may say: a walk of a large device says less. */
const MOST_OUTPUT = 2_000_000;

type Run = Extract<AgentOrder, { type: 'run' }>;

interface Current {
  readonly id: string;
  readonly test: RunningTest;
  readonly reporter: Reporter;
  why: TestEnd['why'];
  said: number;
  readonly cancelTimers: (() => void)[];
}

export class TestRunner {
  readonly #parts: TestRunnerParts;
  #current: Current | undefined;

  constructor(parts: TestRunnerParts) {
    this.#parts = parts;
  }

  /** Id of the test under way. */
  get running(): string | undefined {
    return this.#current?.id;
  }

  /** @throws when the collector says what is not to be understood: nothing is done then. */
  async obey(line: string): Promise<void> {
    // Most lines are heartbeats; the schemas are read when there is a test.
    if (line === '' || line === '{"type":"here"}') return;
    const { agentOrderSchema } = await import('../../model/remote-test.ts');
    const order = agentOrderSchema.parse(JSON.parse(line));
    if (order.type === 'run') this.#run(order);
    else if (order.type !== 'here' && order.id === this.#current?.id) {
      if (order.type === 'stop') this.#interrupt('stopped');
      else this.cancel();
    }
  }

  /** Nobody waits for the test under way any more: the next may begin. */
  cancel(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    for (const call of current.cancelTimers) call();
    current.reporter.stop();
    current.test.kill();
  }

  #run({ id, request }: Run): void {
    const { client, logger, timers, startTest } = this.#parts;
    const onUnwanted = () => {
      if (this.#current?.id === id) this.cancel();
    };
    const reporter = new Reporter({ id, client, timers, onUnwanted });
    const refuse = (why: 'refused' | 'failed', reason: string) =>
      reporter.end({ why, exitCode: 3, reason: reason.slice(0, 500) });
    if (this.#current) {
      refuse('refused', 'another test is under way');
      return;
    }
    const { test } = request.test;
    try {
      const running = startTest(
        request,
        (output) => this.#said(id, output, reporter),
        (exitCode) => this.#ended(id, exitCode, reporter),
      );
      this.#current = { id, test: running, reporter, why: 'done', said: 0, cancelTimers: [] };
      const limit = timers.after(request.limitSeconds * 1_000, () => this.#interrupt('time_limit'));
      this.#current.cancelTimers.push(limit);
      reporter.start();
      logger.info({ id, test }, 'remote test: begun');
    } catch (error) {
      logger.error({ err: error, id, test }, 'remote test: cannot be begun');
      refuse('failed', error instanceof Error ? error.message : String(error));
    }
  }

  #said(id: string, output: TestOutput, reporter: Reporter): void {
    const current = this.#current;
    if (current?.id !== id || current.said > MOST_OUTPUT) return;
    current.said += output.text.length;
    if (current.said > MOST_OUTPUT) this.#interrupt('output_limit');
    else reporter.say(output);
  }

  /** Once; what does not heed it is killed. */
  #interrupt(why: TestEnd['why']): void {
    const current = this.#current;
    if (current?.why !== 'done') return;
    current.why = why;
    current.test.interrupt();
    current.cancelTimers.push(this.#parts.timers.after(SUM_UP_MS, () => current.test.kill()));
  }

  #ended(id: string, exitCode: number, reporter: Reporter): void {
    const current = this.#current;
    if (current?.id !== id) return;
    this.#current = undefined;
    for (const cancel of current.cancelTimers) cancel();
    reporter.end({ why: current.why, exitCode });
    this.#parts.logger.info({ id, why: current.why, exitCode }, 'remote test: ended');
  }
}
