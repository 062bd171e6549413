/** The one shape of a way to deliver messages. */

import type { ChannelKind, Stage } from '../../../model/medium.ts';

/** A file that goes with a mail. */
export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface Delivery {
  /** An e-mail address, a telephone number (`+84912345678`), or the name of a webhook. */
  readonly recipient: string;
  readonly subject: string;
  /** All of an SMS: of characters of GSM 03.38 and one segment long. */
  readonly text: string;
  /** The same as `text`, for mail; absent where the channel has no use for it. */
  readonly html?: string | undefined;
  /** Of mail only. */
  readonly attachments?: readonly Attachment[];
  /** Messages of one incident belong together where the channel can show it. */
  readonly thread: string;
  /** The same for every attempt at the same message. */
  readonly idempotencyKey: string;
}

/** What an attempt is given by who makes it. */
export interface Attempt {
  /** The time for it is over. An attempt that goes on all the same is not waited for. */
  readonly signal: AbortSignal;
  /** Says how far it has come (`connected`, `192.0.2.7:587`), for who watches a test message. No secrets. */
  step(stage: Stage, detail: string): void;
}

/** A delivery that did not succeed, where the channel knows whether trying again is of use. */
export class DeliveryError extends Error {
  /** The other side will never take it: no such mailbox, no such number. */
  readonly permanent: boolean;

  constructor(message: string, options: ErrorOptions & { readonly permanent: boolean }) {
    super(message, options);
    this.name = 'DeliveryError';
    this.permanent = options.permanent;
  }
}

export interface Channel {
  readonly kind: ChannelKind;
  /**
   * Returns when the other side has taken the message over.
   * @throws when it has not: `DeliveryError` where it is known whether trying again is of use.
   */
  send(delivery: Delivery, attempt: Attempt): Promise<void>;
  close(): void;
}
