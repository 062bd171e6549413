/** Remembers the latest of what strangers name: forged sources push each other out and take no more memory. Pure. */

/** More than the devices of a province have addresses. */
const MAX_ENTRIES = 1_000;

export class BoundedMap<V> {
  readonly #entries = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** The entry is the newest afterwards; the oldest goes where there are too many. */
  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= MAX_ENTRIES) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
