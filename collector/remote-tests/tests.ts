/**
 * Tests that people have agents do. An agent keeps one connection open to the collector, on which it is told what to
 * do; what comes out it posts. No port is open at a site.
 */
import type { AgentOrder, RemoteRequest, TestEvent, TestReport } from '../../model/remote-test.ts';

/** An agent that is at work reports every few seconds, be it nothing; longer silence is its end. */
const SILENT_AFTER_MS = 20_000;
/** A connection that was lost may come back: lines of this kind of network blink. */
const COME_BACK_MS = 10_000;
/** The agent keeps to the time limit itself; beyond it by so much it is not to be trusted with it. */
const LIMIT_GRACE_MS = 15_000;

export interface RemoteTestsParts {
  /** Unguessable. */
  readonly newId: () => string;
  /** Calls once after a delay; returns how to call it off. */
  readonly after: (delayMs: number, work: () => void) => () => void;
}

interface Connection {
  readonly send: (order: AgentOrder) => void;
}

interface Running {
  readonly id: string;
  readonly agent: string;
  readonly site: string;
  readonly author: string;
  readonly tell: (event: TestEvent) => void;
  /** Number of the latest report that was taken. */
  taken: number;
  readonly cancelLimit: () => void;
  cancelSilence: () => void;
  cancelReturn: () => void;
}

export type StartRefusal = 'agent_away' | 'tests_refused' | 'test_running';

export interface TestStart {
  readonly site: string;
  /** Agents that could do it, the best first. */
  readonly agents: readonly string[];
  readonly author: string;
  readonly request: RemoteRequest;
  /** Told of everything, until `end` or `gone`, which is the last. */
  readonly tell: (event: TestEvent) => void;
}

export class RemoteTests {
  readonly #parts: RemoteTestsParts;
  readonly #connections = new Map<string, Connection>();
  /** Agents whose own machine says that they do no tests. */
  readonly #refusing = new Set<string>();
  /** By id; one at a time a site. */
  readonly #running = new Map<string, Running>();

  constructor(parts: RemoteTestsParts) {
    this.#parts = parts;
  }

  /**
   * An agent's connection is open.
   * @param running the test that it is doing: after a restart it does none.
   * @returns tells that it has ended.
   */
  connect(agent: string, running: string | undefined, send: (order: AgentOrder) => void): () => void {
    const connection = { send };
    this.#connections.set(agent, connection);
    this.#refusing.delete(agent);
    for (const test of this.#of(agent)) {
      if (test.id === running) test.cancelReturn();
      else this.#gone(test);
    }
    return () => {
      // A newer one may have taken its place.
      if (this.#connections.get(agent) !== connection) return;
      this.#connections.delete(agent);
      for (const test of this.#of(agent))
        test.cancelReturn = this.#parts.after(COME_BACK_MS, () => this.#gone(test));
    };
  }

  /** An agent says that it is not to do tests. */
  refuse(agent: string): void {
    this.#refusing.add(agent);
  }

  get connected(): number {
    return this.#connections.size;
  }

  /** @returns which agent would do it, or why none can. */
  choose({ site, agents }: Pick<TestStart, 'site' | 'agents'>): { readonly agent: string } | StartRefusal {
    if ([...this.#running.values()].some((test) => test.site === site || agents.includes(test.agent)))
      return 'test_running';
    const agent = agents.find((id) => this.#connections.has(id));
    if (agent !== undefined) return { agent };
    return agents.some((id) => this.#refusing.has(id)) ? 'tests_refused' : 'agent_away';
  }

  /** @returns the test's id; `choose` has been asked right before. */
  start(agent: string, { site, author, request, tell }: TestStart): string {
    const id = this.#parts.newId();
    const limitMs = request.limitSeconds * 1_000 + LIMIT_GRACE_MS;
    const test: Running = {
      ...{ id, agent, site, author, tell, taken: 0 },
      cancelLimit: this.#parts.after(limitMs, () => this.#gone(test)),
      cancelSilence: () => {},
      cancelReturn: () => {},
    };
    this.#running.set(id, test);
    this.#heard(test);
    tell({ type: 'started', id, agent, site });
    this.#connections.get(agent)?.send({ type: 'run', id, request });
    return id;
  }

  /** Ctrl-C: the agent is to sum up and end. @returns whether there is such a test of this person. */
  stop(id: string, author: string | undefined): boolean {
    const test = this.#running.get(id);
    if (!test || (author !== undefined && test.author !== author)) return false;
    this.#connections.get(test.agent)?.send({ type: 'stop', id });
    return true;
  }

  /** Nobody listens any more. */
  cancel(id: string): void {
    const test = this.#running.get(id);
    if (!test) return;
    this.#connections.get(test.agent)?.send({ type: 'cancel', id });
    this.#forget(test);
  }

  /** @returns whether the agent is to go on: false for a test that is not, or not any more, its own. */
  report(agent: string, id: string, { number, output, end }: TestReport): boolean {
    const test = this.#running.get(id);
    if (test?.agent !== agent) return false;
    this.#heard(test);
    // The answer to it was lost, so that it came again.
    if (number <= test.taken) return true;
    test.taken = number;
    for (const text of output) test.tell({ type: 'output', ...text });
    if (!end) return true;
    this.#forget(test);
    test.tell({ type: 'end', ...end });
    return true;
  }

  #heard(test: Running): void {
    test.cancelSilence();
    test.cancelSilence = this.#parts.after(SILENT_AFTER_MS, () => this.#gone(test));
  }

  #gone(test: Running): void {
    if (!this.#running.has(test.id)) return;
    this.#connections.get(test.agent)?.send({ type: 'cancel', id: test.id });
    this.#forget(test);
    test.tell({ type: 'gone', agent: test.agent });
  }

  #forget(test: Running): void {
    this.#running.delete(test.id);
    test.cancelLimit();
    test.cancelSilence();
    test.cancelReturn();
  }

  #of(agent: string): Running[] {
    return [...this.#running.values()].filter((test) => test.agent === agent);
  }
}
