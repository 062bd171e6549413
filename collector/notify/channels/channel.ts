/** The one shape of a way to deliver messages. */

export interface Delivery {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** Messages of one incident belong together where the channel can show it. */
  readonly thread: string;
  /** The same for every attempt at the same message. */
  readonly idempotencyKey: string;
}

export interface Channel {
  readonly kind: 'smtp';
  /** Returns when the other side has taken the message over. @throws when it has not. */
  send(delivery: Delivery): Promise<void>;
  close(): void;
}
