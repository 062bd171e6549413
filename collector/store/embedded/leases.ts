/** Who reads what just now: a file or table that has been replaced goes when nobody reads it any more. */
export class Leases {
  readonly #held = new Set<Promise<void>>();

  /** Holds everything that can be read at this moment. @returns what gives it back. */
  hold(): () => void {
    let release = () => {};
    const lease = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held.add(lease);
    return () => {
      this.#held.delete(lease);
      release();
    };
  }

  /** Returns when all that was held at the time of the call has been given back. */
  async settled(): Promise<void> {
    await Promise.all(this.#held);
  }
}
