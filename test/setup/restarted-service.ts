/** A program that is started again whenever it ends, as systemd does with `Restart=always`. */
import type { Ended, ProgramSpec } from './program.ts';
import { Program } from './program.ts';

export class RestartedService {
  readonly #spec: ProgramSpec;
  #program: Program;
  #stopped = false;
  /** How each start ended. */
  readonly ends: Ended[] = [];
  readonly #programs: Program[] = [];
  #onStart: (() => void)[] = [];

  constructor(spec: ProgramSpec) {
    this.#spec = spec;
    this.#program = this.#start();
  }

  #start(): Program {
    const program = new Program(this.#spec);
    this.#programs.push(program);
    void program.exit.then((ended) => {
      this.ends.push(ended);
      if (this.#stopped) return;
      this.#program = this.#start();
      for (const tell of this.#onStart.splice(0)) tell();
    });
    return program;
  }

  /** The first line that matches, of this start or one that follows. @throws when it does not come in time. */
  async waitForLine(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const program = this.#program;
      const next = new Promise<void>((resolve) => this.#onStart.push(resolve));
      const line = await Promise.race([
        program.waitForLine(pattern).catch((error: Error) => {
          if (program === this.#program && this.#running(program)) throw error;
          return undefined;
        }),
        next.then(() => undefined),
      ]);
      if (line) return line;
      if (program === this.#program) await next;
    }
  }

  #running(program: Program): boolean {
    return this.#programs.indexOf(program) >= this.ends.length;
  }

  /** Ends it, so that it is started again. Resolves when it is. */
  async restart(): Promise<void> {
    const next = new Promise<void>((resolve) => this.#onStart.push(resolve));
    this.#program.kill('SIGTERM');
    await next;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#program.stop();
  }
}
