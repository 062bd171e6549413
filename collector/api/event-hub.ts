/** What has happened lately, for those who listen and those who come back. */
import type { SubjectId } from '../../model/state.ts';
import type { ServerEvent } from './types/events.ts';

/** Events kept for listeners that lost their connection. */
const KEPT_EVENTS = 1_000;

export interface NumberedEvent {
  readonly id: number;
  readonly event: ServerEvent;
  /** Of an incident: who suffers too. Told only as a number, of those that a listener sees. */
  readonly affected?: readonly SubjectId[] | undefined;
}

export class EventHub {
  readonly #kept: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #lastId: number;

  /** @param firstId above every id of the program's earlier runs, so that a listener from then is told to read anew. */
  constructor(firstId: number) {
    this.#lastId = firstId;
  }

  /** Id of the newest event; what is read from now on knows of it. */
  get lastId(): number {
    return this.#lastId;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: ServerEvent, affected?: readonly SubjectId[]): void {
    const numbered = { id: ++this.#lastId, event, affected };
    this.#kept.push(numbered);
    if (this.#kept.length > KEPT_EVENTS) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** What came after an event; `reset` where it is not known any more what that was. */
  since(lastId: number): NumberedEvent[] {
    const oldest = this.#kept[0]?.id ?? this.#lastId + 1;
    if (lastId + 1 < oldest || lastId > this.#lastId) return [{ id: this.#lastId, event: { type: 'reset' } }];
    return this.#kept.filter(({ id }) => id > lastId);
  }

  listen(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
