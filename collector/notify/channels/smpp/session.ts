/** One bound connection to a message centre: requests with a time limit, and a watch on whether it is still there. */
import type { Fields, Pdu, Session } from 'smpp';
import smpp from 'smpp';
import type { SmppSettings } from '../../../../model/channel-settings.ts';
import type { Attempt } from '../channel.ts';
import { DeliveryError } from '../channel.ts';
import { followSocket } from '../socket-steps.ts';
import { nameOfStatus } from './status.ts';

// The package assigns to a variable that it does not declare; in a bundle, which is strict code, that throws.
Object.defineProperty(globalThis, 'skipUdh', { value: undefined, writable: true, configurable: true });

/** A message centre that does not answer a question for this long is gone. */
const ANSWER_MS = 15_000;
/** SMPP 3.4 section 5.2.4. */
const VERSION_3_4 = 0x34;

type Command = 'bind_transceiver' | 'submit_sm' | 'enquire_link' | 'unbind';

export interface Credentials {
  readonly password: string;
  /** PEM. */
  readonly ca: string | undefined;
}

export class SmppSession {
  readonly #session: Session;
  readonly #place: string;
  #ended: Error | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();
  #watch: NodeJS.Timeout | undefined;

  private constructor(session: Session, place: string, onDeliver: (pdu: Pdu) => void) {
    this.#session = session;
    this.#place = place;
    // Nonsense is an error too: after it nobody knows where the next packet begins.
    session.on('error', (error: Error) => this.#end(error.message));
    session.on('close', () => this.#end('the connection was closed'));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      this.#end('it ended the session');
    });
    session.on('deliver_sm', (pdu: Pdu) => {
      session.send(pdu.response());
      onDeliver(pdu);
    });
  }

  /** Connects and binds. @throws DeliveryError when that fails or takes too long. */
  static async open(
    settings: SmppSettings,
    { password, ca }: Credentials,
    { signal, step }: Attempt,
    onDeliver: (pdu: Pdu) => void,
  ): Promise<SmppSession> {
    const { host, port, tls, system_id, system_type } = settings;
    const raw = smpp.connect({ host, port, tls, ...(ca === undefined ? {} : { ca }) });
    followSocket(raw.socket, step);
    const session = new SmppSession(raw, `${host}:${port}`, onDeliver);
    try {
      await session.#answered<void>(signal, (done) => raw.once(tls ? 'secureConnect' : 'connect', done));
      const fields = { system_id, password, system_type, interface_version: VERSION_3_4 };
      const { command_status: status } = await session.request('bind_transceiver', fields, signal);
      if (status !== 0) throw session.#failure(`it refused the bind: ${nameOfStatus(status)}`);
      step('admitted', system_id);
    } catch (error) {
      session.destroy();
      throw error;
    }
    session.#watch = setInterval(() => void session.#enquire(), settings.enquire_link);
    session.#watch.unref();
    return session;
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** @throws DeliveryError when there is no answer; the session is of no use then. */
  async request(command: Command, fields: Fields, signal: AbortSignal): Promise<Pdu> {
    return this.#answered(signal, (done: (answer: Pdu) => void) => {
      if (!this.#session[command](fields, done)) this.#end('the connection was closed');
    });
  }

  async #answered<T>(signal: AbortSignal, ask: (done: (answer: T) => void) => void): Promise<T> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    return new Promise<T>((resolve, reject) => {
      const giveUp = () => this.#end('no answer in time');
      const settle = () => {
        limit.removeEventListener('abort', giveUp);
        this.#waiting.delete(fail);
      };
      const fail = (reason: Error) => {
        settle();
        reject(reason);
      };
      this.#waiting.add(fail);
      limit.addEventListener('abort', giveUp, { once: true });
      if (this.#ended) return fail(this.#ended);
      if (limit.aborted) return giveUp();
      ask((answer) => {
        settle();
        resolve(answer);
      });
    });
  }

  async #enquire(): Promise<void> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    // A silent one has been ended by the time this is known.
    await this.request('enquire_link', {}, signal).catch(() => {});
  }

  #failure(reason: string): DeliveryError {
    return new DeliveryError(`${this.#place}: ${reason}`, { permanent: false });
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = this.#failure(reason);
    clearInterval(this.#watch);
    for (const fail of this.#waiting) fail(this.#ended);
    this.#session.destroy();
  }

  /** Says goodbye and does not wait for the answer. */
  close(): void {
    if (this.alive) this.#session.unbind({});
    this.#session.close();
    this.destroy();
  }

  destroy(): void {
    this.#end('closed');
  }
}
