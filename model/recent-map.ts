/** A map of bounded size that forgets what was not used for longest: the memory of whoever listens to strangers. Pure. */

export class RecentMap<K, V> {
  /** In the order of their latest use, which is the order that a map keeps. */
  readonly #entries = new Map<K, V>();
  readonly #capacity: number;

  /** @param capacity most entries, at least 1: what a flood of forged keys can cost. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Looks up without using: the entry ages on. */
  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Stores, as the entry used last; the one used longest ago makes room for it. */
  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }
}
