/** What one device is asked, wrapped as its version wants it: requests in turn, retries, and the device's engine. */
import { randomBytes, randomInt } from 'node:crypto';
import { Malformed } from '../../snmp/ber.ts';
import type { SnmpUser } from '../../snmp-security.ts';
import { CommunityEnvelope } from './codec/community.ts';
import type { Envelope, Request } from './codec/envelope.ts';
import type { Pdu } from './codec/pdu.ts';
import { PDU } from './codec/pdu.ts';
import { UsmEnvelope } from './codec/usm.ts';
import { hasCode, SnmpError, STATUS, statusError } from './errors.ts';
import { Exchange } from './exchange.ts';

export type SnmpTarget = {
  readonly host: string;
  readonly port: number;
  /** Of the first try; the others wait longer. */
  readonly timeoutMs: number;
  readonly retries: number;
} & (
  | { readonly version: '1' | '2c'; readonly community: string }
  | ({ readonly version: '3'; readonly context?: string } & SnmpUser)
);

export interface Answer<T> {
  readonly read: T;
  /** Of the datagram. */
  readonly octets: number;
  readonly elapsedMs: number;
}

/** A retry waits so many times as long as the try before it: a device that is slow is not made slower. */
const RETRY_BACKOFF = 1.5;
/** SNMPv3 may need three exchanges for the first request. */
const FIRST_EXCHANGES = 3;
/** On top of all timeouts. Milliseconds. */
const DEADLINE_SLACK_MS = 1_000;
const MOST_ID = 2 ** 31 - 1;

interface Link {
  readonly exchange: Exchange;
  readonly envelope: Envelope;
  /** It has had an answer. */
  proven: boolean;
}

/** @returns `undefined` where the answer is not of the names that were asked for. */
type ReadPdu<T> = (pdu: Pdu) => T | undefined;

/** One device. Its requests go out one at a time, whoever asks. */
export class SnmpSession {
  readonly #target: SnmpTarget;
  readonly #onDrop: () => void;
  readonly #waitsMs: readonly number[];
  #link: Link | undefined;
  #closed = false;
  /** Ends a search for the device's engine that is under way. */
  #cancelSearch: ((error: Error) => void) | undefined;
  /** Settles with the latest request. */
  #turn: Promise<unknown> = Promise.resolve();
  #id = randomInt(MOST_ID);
  #retransmissions = 0;
  /** When requests fail whatever is still to be asked. Monotonic, milliseconds. */
  deadlineMs = Number.POSITIVE_INFINITY;

  /** @param onDrop what was known of the device may hold no longer. */
  constructor(target: SnmpTarget, onDrop: () => void) {
    this.#target = target;
    this.#onDrop = onDrop;
    this.#waitsMs = Array.from(
      { length: target.retries + 1 },
      (_, retry) => target.timeoutMs * RETRY_BACKOFF ** retry,
    );
  }

  /** Requests that went out again since the start, because no answer came in time. */
  get retransmissions(): number {
    return this.#retransmissions;
  }

  /** @throws SnmpError */
  ask<T>(request: Omit<Request, 'id'>, read: ReadPdu<T>): Promise<Answer<T>> {
    const asked = this.#turn.then(() => this.#askAgainOtherEngine(request, read));
    this.#turn = asked.catch(() => undefined);
    return asked;
  }

  async #askAgainOtherEngine<T>(request: Omit<Request, 'id'>, read: ReadPdu<T>): Promise<Answer<T>> {
    const proven = this.#link?.proven === true;
    try {
      return await this.#askOnce(request, read);
    } catch (error) {
      // An engine that restarted, was reset or replaced is discovered anew.
      if (!proven || !hasCode(error, 'engine')) throw error;
      return this.#askOnce(request, read);
    }
  }

  async #askOnce<T>(request: Omit<Request, 'id'>, read: ReadPdu<T>): Promise<Answer<T>> {
    if (this.#closed) throw new SnmpError('closed', 'closed');
    this.#remainingMs();
    this.#link ??= await this.#connect();
    const link = this.#link;
    try {
      return await this.#askThrough(link, request, read);
    } catch (error) {
      // After anything but a refusal a late answer may come, or the address may have another owner.
      if (!hasCode(error, 'status')) this.#drop(link);
      throw error;
    }
  }

  /** @throws SnmpError when there is no time left. */
  #remainingMs(): number {
    const remainingMs = this.deadlineMs - performance.now();
    if (remainingMs <= 0) throw new SnmpError('deadline', 'the time for this poll is over');
    return remainingMs;
  }

  async #askThrough<T>(link: Link, unnumbered: Omit<Request, 'id'>, read: ReadPdu<T>): Promise<Answer<T>> {
    this.#id = (this.#id + 1) % MOST_ID;
    const request = { ...unnumbered, id: this.#id };
    const { envelope, exchange } = link;
    const startMs = performance.now();
    const message = envelope.seal(request);
    return this.#withinDeadline((waitsMs) =>
      exchange.ask(message, waitsMs, (datagram): Answer<T> | undefined => {
        const pdu = openOrPassOver(envelope, datagram, request.id);
        if (!pdu) return undefined;
        link.proven = true;
        return {
          read: readChecked(pdu, read),
          octets: datagram.length,
          elapsedMs: performance.now() - startMs,
        };
      }),
    );
  }

  /** Tries as many times as there is time for; a try that is cut short by the deadline was no silence. */
  async #withinDeadline<T>(ask: (waitsMs: readonly number[]) => Promise<T>): Promise<T> {
    let remainingMs = this.#remainingMs();
    if (remainingMs === Number.POSITIVE_INFINITY) return ask(this.#waitsMs);
    const waitsMs: number[] = [];
    for (const waitMs of this.#waitsMs) {
      if (remainingMs > 0) waitsMs.push(Math.min(waitMs, remainingMs));
      remainingMs -= waitMs;
    }
    try {
      return await ask(waitsMs);
    } catch (error) {
      if (remainingMs < 0 && hasCode(error, 'silence'))
        throw new SnmpError('deadline', 'the time for this poll is over');
      throw error;
    }
  }

  async #connect(): Promise<Link> {
    const target = this.#target;
    const envelope =
      target.version === '3'
        ? await this.#findEngine(target)
        : new CommunityEnvelope(target.version, target.community);
    if (this.#closed) throw new SnmpError('closed', 'closed');
    return { envelope, exchange: new Exchange(target, () => this.#retransmissions++), proven: false };
  }

  async #findEngine(target: SnmpTarget & { readonly version: '3' }): Promise<Envelope> {
    // Loaded when the first device needs it: SNMPv1 and v2c do without the package.
    const [{ searchEngine }, { localisedKeys }] = await Promise.all([
      import('./engine.ts'),
      import('../../snmp-security.ts'),
    ]);
    const context = target.context ?? '';
    const longestMs =
      FIRST_EXCHANGES * this.#waitsMs.reduce((sum, waitMs) => sum + waitMs, 0) + DEADLINE_SLACK_MS;
    const remainingMs = this.#remainingMs();
    const search = searchEngine({
      ...{ host: target.host, port: target.port, timeoutMs: target.timeoutMs, retries: target.retries },
      ...{ user: target, context, backoff: RETRY_BACKOFF },
      deadlineMs: Math.min(longestMs, remainingMs),
    });
    this.#cancelSearch = search.cancel;
    try {
      const engine = await search.found;
      return new UsmEnvelope({
        ...{ user: target.user, context, engine, keys: localisedKeys(target, engine.id) },
        now: () => performance.now(),
        firstSalt: randomBytes(8).readBigUInt64BE(),
      });
    } finally {
      this.#cancelSearch = undefined;
    }
  }

  #drop(link: Link): void {
    if (this.#link === link) this.#link = undefined;
    this.#onDrop();
    link.exchange.close();
  }

  /** Requests under way fail, and so do later ones. */
  close(): void {
    this.#closed = true;
    this.#cancelSearch?.(new SnmpError('closed', 'closed'));
    this.#link?.exchange.close();
    this.#link = undefined;
  }
}

/** A datagram that is no answer is passed over: it may be noise, late, or a forgery. */
function openOrPassOver(envelope: Envelope, datagram: Buffer, id: number): Pdu | undefined {
  try {
    return envelope.open(datagram, id);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** @throws SnmpError where the device refuses, or says something else than it was asked. */
function readChecked<T>(pdu: Pdu, read: ReadPdu<T>): T {
  if (pdu.type !== PDU.response) throw new SnmpError('foreign', 'not the answer to this request');
  if (pdu.status !== STATUS.noError) throw statusError(pdu.status);
  try {
    const answer = read(pdu);
    if (answer !== undefined) return answer;
  } catch (error) {
    if (error instanceof Malformed) throw new SnmpError('malformed', `not SNMP: ${error.message}`);
    throw error;
  }
  throw new SnmpError('mismatch', 'an answer of other names than were asked for');
}
