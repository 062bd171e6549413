/** Work that must not overlap: a second statement on a DuckDB connection would end the first. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins when all that was given before has ended, well or badly. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // Whoever gave it is told of a failure; what comes next begins anew.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
