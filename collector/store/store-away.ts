/** The server did not take or answer a request and may do so later: nothing is lost, it is asked again. */
export class StoreAway extends Error {
  /** What the server asked for, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined;

  constructor(reason: string, retryAfterMs?: number, status?: number) {
    super(reason);
    this.name = 'StoreAway';
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

/** The request was more than the server takes at once: its halves may not be. */
export class RequestTooLarge extends StoreAway {
  constructor(reason: string) {
    super(reason);
    this.name = 'RequestTooLarge';
  }
}
