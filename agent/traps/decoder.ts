/**
 * net-snmp's receiver as a function: a datagram in, a notification and the answer to it out. It is given a socket that
 * is none, because it would acknowledge an inform before anybody has kept it.
 */
import { EventEmitter } from 'node:events';
import * as snmp from 'net-snmp';
import type { SnmpUser } from '../snmp-security.ts';
import { netSnmpUser } from '../snmp-security.ts';
import type { Notification } from './translate.ts';
import { notificationSchema } from './translate.ts';

/** Where a datagram came from. */
export interface Sender {
  readonly address: string;
  readonly port: number;
}

export type Decoded =
  | { readonly notification: Notification /** Of an inform. */; readonly reply: Buffer | undefined }
  | { readonly problem: 'unknown_community' | 'undecryptable' | 'malformed' };

/** What the package asks of a socket. */
class NoSocket extends EventEmitter {
  sent: Buffer | undefined;

  bind(): void {}

  send(message: Buffer): void {
    this.sent = message;
  }
}

/** What the package's receiver can do, as far as we use it; its own types say `any`. */
interface PackageReceiver {
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: snmp.User): void };
}

function problemOf(error: unknown): 'unknown_community' | 'undecryptable' | 'malformed' {
  if (error instanceof snmp.RequestFailedError) return 'unknown_community';
  const code = error instanceof snmp.ResponseInvalidError ? error.code : undefined;
  return code === snmp.ResponseInvalidCode.ECouldNotDecrypt ? 'undecryptable' : 'malformed';
}

export class Decoder {
  readonly #socket = new NoSocket();
  readonly #receiver: PackageReceiver;
  #error: unknown;
  #notification: unknown;

  constructor(communities: readonly string[]) {
    const dgramModule = { createSocket: () => this.#socket };
    this.#receiver = snmp.createReceiver({ dgramModule }, (error: unknown, notification: unknown) => {
      this.#error ??= error ?? undefined;
      this.#notification = notification;
    });
    for (const community of communities) this.#receiver.getAuthorizer().addCommunity(community);
  }

  /** @param user whose message it is; of version 3 it has to be known before. */
  decode(datagram: Buffer, sender: Sender, user: SnmpUser | undefined): Decoded {
    this.#error = undefined;
    this.#notification = undefined;
    this.#socket.sent = undefined;
    // The latest of a name takes the place of the one before it.
    if (user) this.#receiver.getAuthorizer().addUser(netSnmpUser(user));
    this.#socket.emit('message', datagram, sender);
    if (this.#error) return { problem: problemOf(this.#error) };
    const parsed = notificationSchema.safeParse(this.#notification);
    return parsed.success
      ? { notification: parsed.data, reply: this.#socket.sent }
      : { problem: 'malformed' };
  }
}
