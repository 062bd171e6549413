/** How many connections are held open, all together and by each. Pure. */

export class ListenerCount {
  readonly #most: number;
  readonly #mostOfOne: number;
  readonly #byKey = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostOfOne: number) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  /** @returns ends the one that begins; `undefined` when there are as many as there may be. */
  begin(key: string): (() => void) | undefined {
    const own = this.#byKey.get(key) ?? 0;
    if (this.#all >= this.#most || own >= this.#mostOfOne) return undefined;
    this.#all++;
    this.#byKey.set(key, own + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#all--;
      const left = (this.#byKey.get(key) ?? 1) - 1;
      if (left > 0) this.#byKey.set(key, left);
      else this.#byKey.delete(key);
    };
  }
}
