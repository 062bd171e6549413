/** What is to be done with a datagram that came to the trap receiver. No I/O: the receiver does it. */
import { createHash } from 'node:crypto';
import type { TrapSettings } from '../../model/probe-settings.ts';
import type { SnmpUser } from '../snmp-security.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Decoded, Sender } from './decoder.ts';
import { Decoder } from './decoder.ts';
import type { SnmpEngine } from './engine.ts';
import type { SnmpMessage } from './message.ts';
import { readMessage } from './message.ts';
import { RateLimit } from './rate-limit.ts';
import type { UsmProblem } from './report.ts';
import type { Notification } from './translate.ts';
import { Usm } from './usm.ts';

/** Why a datagram is not taken. */
export type RefusalProblem =
  | UsmProblem
  | Extract<Decoded, { problem: string }>['problem']
  | 'too_many'
  | 'replayed';

export type Outcome =
  | { readonly kind: 'refused'; readonly problem: RefusalProblem; readonly answer: Buffer | undefined }
  /** Somebody asks who we are, before an inform. */
  | { readonly kind: 'discovery'; readonly answer: Buffer }
  /** An inform that was taken before. Without an answer it is still on its way to the disk. */
  | { readonly kind: 'repeated'; readonly answer: Buffer | undefined }
  | { readonly kind: 'taken'; readonly trap: TakenTrap };

export interface TakenTrap {
  readonly notification: Notification;
  /** To be called when it has been kept. @returns the acknowledgement of an inform. */
  kept(): Buffer | undefined;
  /** To be called when it cannot be kept: sent again, it is taken anew. */
  lost(): void;
}

/** Of all that a source sends: what is wrong with it has to be found out before it can be refused. */
const DATAGRAM_RATE = { burst: 200, perSecond: 20 };
/** Of the traps that it may have stored. */
const TRAP_RATE = { burst: 20, perSecond: 1 };

function refused(problem: RefusalProblem, answer?: Buffer): Outcome {
  return { kind: 'refused', problem, answer };
}

/** Of a signed message its digest, wherever it is sent from; of others the sender and all of it. */
function identityOf(message: SnmpMessage, datagram: Buffer, { address, port }: Sender): string {
  if (isSigned(message)) return `${message.engineId.toString('hex')} ${message.digest.toString('hex')}`;
  return `${address} ${port} ${createHash('sha256').update(datagram).digest('base64')}`;
}

function isSigned(message: SnmpMessage): message is Extract<SnmpMessage, { version: 3 }> {
  return message.version === 3 && message.authenticated;
}

export class TrapIntake {
  readonly #datagrams = new RateLimit(DATAGRAM_RATE);
  readonly #traps = new RateLimit(TRAP_RATE);
  readonly #usm: Usm;
  readonly #decoder: Decoder;
  /** By identity; of an inform that has been kept with its acknowledgement. */
  readonly #taken = new BoundedMap<{ reply: Buffer | undefined }>();

  constructor(settings: Pick<TrapSettings, 'communities' | 'users'>, engine: SnmpEngine) {
    this.#usm = new Usm(settings.users, engine);
    this.#decoder = new Decoder(settings.communities);
  }

  /** @param nowMs monotonic. */
  decide(datagram: Buffer, sender: Sender, nowMs: number): Outcome {
    if (!this.#datagrams.take(sender.address, nowMs)) return refused('too_many');
    const message = readMessage(datagram);
    if (!message) return refused('malformed');
    if (message.version !== 3) return this.#decode(message, datagram, sender, undefined, nowMs);
    const verdict = this.#usm.judge(message, datagram, nowMs);
    switch (verdict.kind) {
      case 'discovery':
        return { kind: 'discovery', answer: verdict.report };
      case 'refuse':
        return refused(verdict.problem, verdict.report);
      case 'take':
        return this.#decode(message, datagram, sender, verdict.user, nowMs);
    }
  }

  #decode(
    message: SnmpMessage,
    datagram: Buffer,
    sender: Sender,
    user: SnmpUser | undefined,
    nowMs: number,
  ): Outcome {
    const identity = identityOf(message, datagram, sender);
    const before = this.#taken.get(identity);
    const decoded = this.#decoder.decode(datagram, sender, user);
    if ('problem' in decoded) return refused(decoded.problem);
    // Its acknowledgement was lost, or is still to come.
    if (before && decoded.reply) return { kind: 'repeated', answer: before.reply };
    if (before && isSigned(message)) return refused('replayed');
    if (!this.#traps.take(sender.address, nowMs)) return refused('too_many');
    const taken: { reply: Buffer | undefined } = { reply: undefined };
    this.#taken.set(identity, taken);
    const trap: TakenTrap = {
      notification: decoded.notification,
      kept: () => {
        taken.reply = decoded.reply;
        return decoded.reply;
      },
      lost: () => this.#taken.delete(identity),
    };
    return { kind: 'taken', trap };
  }
}
