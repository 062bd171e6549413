/** Lines that a process printed: kept within bounds, read by any number of readers. */

/** Older lines are forgotten; far more than a test looks back. */
const MAX_LINES = 20_000;

export class LineBuffer {
  readonly #lines: string[] = [];
  /** Lines forgotten so far: readers count from the very first one. */
  #forgotten = 0;
  #rest = '';
  #ended = false;
  #wake: (() => void)[] = [];

  /** Takes a piece of output, cut anywhere. */
  push(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    this.#lines.push(...parts.map((line) => line.replace(/\r$/, '')));
    const tooMany = this.#lines.length - MAX_LINES;
    if (tooMany > 0) {
      this.#lines.splice(0, tooMany);
      this.#forgotten += tooMany;
    }
    this.#wakeReaders();
  }

  /** The process ended: a line without its end counts, and readers that are done are released. */
  end(): void {
    if (this.#rest !== '') this.push('\n');
    this.#ended = true;
    this.#wakeReaders();
  }

  /** The process was started again: readers that come now see its lines only. */
  restart(): void {
    this.#forgotten += this.#lines.length;
    this.#lines.length = 0;
    this.#rest = '';
    this.#ended = false;
  }

  /** The last lines, for an error message. */
  tail(count: number): string[] {
    return this.#lines.slice(-count);
  }

  /** All lines since the start, then those to come, until the process ends. */
  async *read(): AsyncGenerator<string, void, undefined> {
    let next = this.#forgotten;
    for (;;) {
      next = Math.max(next, this.#forgotten);
      const line = this.#lines[next - this.#forgotten];
      if (line !== undefined) {
        next++;
        yield line;
      } else if (this.#ended) return;
      else await this.changed();
    }
  }

  /** The first line that matches, now. */
  find(pattern: RegExp): RegExpExecArray | undefined {
    for (const line of this.#lines) {
      // A global or sticky pattern would remember where it stopped.
      const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(line);
      if (match) return match;
    }
    return undefined;
  }

  /** Resolves at the next line or the end. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #wakeReaders(): void {
    const readers = this.#wake;
    this.#wake = [];
    for (const wake of readers) wake();
  }
}
