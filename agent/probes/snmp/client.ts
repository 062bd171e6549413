/** net-snmp behind promises, with answers checked before they are believed. */

import { isIPv6 } from 'node:net';
import * as snmp from 'net-snmp';
import type { SnmpUser } from '../../snmp-security.ts';
import { netSnmpUser, requiredFlags } from '../../snmp-security.ts';
import type { Asked } from './request-size.ts';
import { RequestSize } from './request-size.ts';
import { DeviceSocket } from './socket.ts';

/** One value of an answer. `value` is what net-snmp decodes: a Counter64 comes as its octets. */
export interface Binding {
  readonly oid: string;
  readonly type: number;
  readonly value: unknown;
}

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

/** A retry waits so many times as long as the try before it: a device that is slow is not made slower. */
const RETRY_BACKOFF = 1.5;
/** SNMPv3 may need three exchanges for one request: who are you, what is the time, and the request itself. */
const EXCHANGES = 3;
/** On top of all timeouts; then the library has lost the request. Milliseconds. */
const DEADLINE_SLACK_MS = 1_000;
/** Requests in a row that a device may leave unanswered before it is given up, each asking for less. */
const MOST_SILENCES = 2;

/** NoSuchObject, NoSuchInstance and EndOfMibView (RFC 3416 section 4.2.1): there is no such value. */
const EXCEPTIONS: ReadonlySet<number> = new Set([128, 129, 130]);

function toBinding(varbind: snmp.Varbind): Binding | undefined {
  const { oid, type, value } = varbind;
  if (type === undefined || EXCEPTIONS.has(type) || value === undefined || value === null) return undefined;
  return { oid, type, value };
}

const { NoSuchName, TooBig, GeneralError } = snmp.ErrorStatus;

/** The device answered, with an error. */
function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return (
    error instanceof snmp.RequestFailedError && 'status' in error && statuses.includes(Number(error.status))
  );
}

function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof snmp.ResponseInvalidError && 'code' in error && codes.includes(Number(error.code));
}

const { EReqResOidNoMatch, EAuthFailure, ENotInTimeWindow, EUnexpectedReport, ECouldNotDecrypt } = {
  // As net-snmp numbers them; its declarations lack the last ones.
  EReqResOidNoMatch: 6,
  EAuthFailure: 5,
  ENotInTimeWindow: 14,
  EUnexpectedReport: 11,
  ECouldNotDecrypt: 4,
};

/** No answer came in time. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestTimedOutError';
}

/** The device cannot do with so many names what it can with fewer. */
function isTooMuch(error: unknown): boolean {
  return hasStatus(error, TooBig, GeneralError) || hasCode(error, EReqResOidNoMatch);
}

/** What a device says that is not, or no longer, the engine that the session knows: restarted, reset, replaced. */
function saysOtherEngine(error: unknown): boolean {
  return hasCode(error, EAuthFailure, ENotInTimeWindow, EUnexpectedReport, ECouldNotDecrypt);
}

type Done<T> = (error: Error | null, result?: T) => void;
type Start<T> = (session: snmp.Session, done: Done<T>) => void;

interface OpenSession {
  readonly session: snmp.Session;
  /** The socket once the session has made it. */
  socket: DeviceSocket | undefined;
  /** It has had an answer. */
  proven: boolean;
  /** Datagrams that the request under way has sent. */
  sent: number;
  /** Ends the request under way. */
  fail: (error: Error) => void;
}

/** One device. Its requests go out one at a time, whoever asks. */
export class SnmpClient {
  readonly #target: SnmpTarget;
  readonly #deadlineMs: number;
  #open: OpenSession | undefined;
  #closed = false;
  /** Settles with the latest request. */
  #turn: Promise<unknown> = Promise.resolve();
  #size = new RequestSize();
  /** How many names one GETBULK asks for. */
  #bulkNames = Number.POSITIVE_INFINITY;
  /** What an SNMPv1 device does not have; asking again would cost several requests each time. */
  readonly #absent = new Set<string>();

  constructor(target: SnmpTarget) {
    this.#target = target;
    let waitMs = 0;
    for (let retry = 0; retry <= target.retries; retry++) waitMs += target.timeoutMs * RETRY_BACKOFF ** retry;
    this.#deadlineMs = EXCHANGES * waitMs + DEADLINE_SLACK_MS;
  }

  /** The values that exist, by OID. @throws when the device does not answer or refuses. */
  async get(oids: readonly string[]): Promise<Map<string, Binding>> {
    const bindings = await this.#inParts(
      oids.filter((oid) => !this.#absent.has(oid)),
      async (part) => {
        try {
          return await this.#ask<snmp.Varbind[]>((session, done) => session.get([...part], done));
        } catch (error) {
          if (part.length === 1 && part[0] && hasStatus(error, NoSuchName)) this.#absent.add(part[0]);
          throw error;
        }
      },
    );
    return new Map(bindings.flatMap((binding) => (binding ? [[binding.oid, binding]] : [])));
  }

  /**
   * The next rows behind each OID: `result[i]` follows `oids[i]`, in order, up to `rows` of them, fewer where the
   * device is better asked for less; it is empty at the end of the MIB.
   */
  async next(oids: readonly string[], rows: number): Promise<Binding[][]> {
    const columns: Binding[][] = [];
    const before = this.#size.copy();
    let silences = 0;
    while (columns.length < oids.length) {
      const from = columns.length;
      const asked = oids.slice(from, from + Math.min(this.#bulkNames, this.#size.names));
      const mostRows = this.#target.version === '1' ? 1 : Math.min(rows, this.#size.rowsOf(asked.length));
      try {
        columns.push(...(await this.#nextRows(asked, mostRows)));
        silences = 0;
      } catch (error) {
        if (isSilence(error)) silences++;
        if (!this.#asksForLess(error, { names: asked.length, rows: mostRows }, silences)) {
          // A device that is not there says nothing of how much it can answer.
          if (silences > 0) this.#size = before;
          throw error;
        }
        // Perhaps it knows no GETBULK at all.
        if (silences === MOST_SILENCES) this.#size.limit(oids.length);
      }
    }
    return columns;
  }

  /** @returns whether it is worth asking again. */
  #asksForLess(error: unknown, asked: Asked, silences: number): boolean {
    if (!isSilence(error) && !isTooMuch(error)) return false;
    return silences <= MOST_SILENCES && this.#size.failed(asked);
  }

  async #nextRows(oids: readonly string[], rows: number): Promise<Binding[][]> {
    const startMs = performance.now();
    const told = (got: number) =>
      this.#size.answered(
        { names: oids.length, rows },
        {
          got,
          octets: this.#open?.socket?.receivedOctets ?? 0,
          elapsedMs: performance.now() - startMs,
          timeoutMs: this.#target.timeoutMs,
        },
      );
    if (rows <= 1) {
      const row = await this.#inParts(oids, (part) =>
        this.#ask<snmp.Varbind[]>((session, done) => session.getNext([...part], done)),
      );
      told(row.length);
      return row.map((binding) => (binding ? [binding] : []));
    }
    const varbinds = await this.#ask<(snmp.Varbind | snmp.Varbind[])[]>((session, done) =>
      session.getBulk([...oids], 0, rows, done),
    );
    const columns = varbinds.map((column) => (Array.isArray(column) ? column : [column]));
    told(columns.reduce((sum, column) => sum + column.length, 0));
    const answered = columns.map((column) => column.flatMap((varbind) => toBinding(varbind) ?? []));
    // An answer may end before every name has its first value (RFC 3416 section 4.2.3), or, from an agent with a
    // limit of its own, hold nothing at all: the rest is asked for again, fewer names at a time.
    if (answered.length < oids.length) {
      this.#bulkNames = Math.max(1, answered.length || Math.floor(oids.length / 2));
      if (oids.length === 1) answered.push([]);
    }
    return answered;
  }

  /** What one request says of each OID; in halves where the device cannot say it of all of them at once. */
  async #inParts(
    oids: readonly string[],
    ask: (part: readonly string[]) => Promise<snmp.Varbind[]>,
  ): Promise<(Binding | undefined)[]> {
    if (oids.length === 0) return [];
    try {
      return (await ask(oids)).map(toBinding);
    } catch (error) {
      // SNMPv1 says of the whole request what holds for one of its names, where v2c says noSuchObject or
      // endOfMibView of that one alone (RFC 1157 section 4.1.2): the others are asked for without it.
      const noSuchName = hasStatus(error, NoSuchName);
      if (noSuchName && oids.length <= 1) return [undefined];
      if (oids.length <= 1 || !(noSuchName || isTooMuch(error))) throw error;
      const half = Math.ceil(oids.length / 2);
      return [
        ...(await this.#inParts(oids.slice(0, half), ask)),
        ...(await this.#inParts(oids.slice(half), ask)),
      ];
    }
  }

  /** One request at a time. */
  #ask<T>(start: Start<T>): Promise<T> {
    const asked = this.#turn.then(() => this.#askAgainOtherEngine(start));
    this.#turn = asked.catch(() => undefined);
    return asked;
  }

  async #askAgainOtherEngine<T>(start: Start<T>): Promise<T> {
    const proven = this.#open?.proven === true;
    try {
      return await this.#askOnce(start);
    } catch (error) {
      // The library follows an engine that restarted, not one whose boots went back or that has another id
      // (RFC 3414 section 2.2.3): those are discovered anew.
      if (!proven || !saysOtherEngine(error)) throw error;
      return this.#askOnce(start);
    }
  }

  #askOnce<T>(start: Start<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('closed'));
      this.#open ??= this.#openSession();
      const open = this.#open;
      open.sent = 0;
      let settled = false;
      const done: Done<T> = (error, result) => {
        if (settled) return;
        settled = true;
        clearTimeout(deadline);
        open.fail = () => undefined;
        if (error === null && result !== undefined) {
          open.proven = true;
          return resolve(result);
        }
        // After anything but a refusal a late answer may come, or the address may have another owner.
        if (!(error instanceof snmp.RequestFailedError)) this.#drop(open);
        reject(error ?? new Error('an answer without a value'));
      };
      const deadline = setTimeout(() => done(new Error('request lost')), this.#deadlineMs);
      open.fail = done;
      start(open.session, done);
    });
  }

  #openSession(): OpenSession {
    const target = this.#target;
    const mostSent = EXCHANGES * (target.retries + 1);
    const open = { socket: undefined, proven: false, sent: 0, fail: () => undefined } as Omit<
      OpenSession,
      'session'
    > as OpenSession & { session: snmp.Session };
    const options = {
      port: target.port,
      timeout: target.timeoutMs,
      retries: target.retries,
      backoff: RETRY_BACKOFF,
      transport: isIPv6(target.host) ? 'udp6' : 'udp4',
      idBitsSize: 32,
      dgramModule: {
        createSocket: (family: 'udp4' | 'udp6') => {
          open.socket = new DeviceSocket(family, {
            host: target.host,
            port: target.port,
            mayWeSend: () => open.sent++ < mostSent,
            onBroken: (error) => open.fail(error),
          });
          return open.socket;
        },
      },
    } as const;
    const session =
      target.version === '3'
        ? snmp.createV3Session(target.host, netSnmpUser(target), {
            ...options,
            version: snmp.Version3,
            context: target.context ?? '',
          })
        : snmp.createSession(target.host, target.community, {
            ...options,
            version: target.version === '1' ? snmp.Version1 : snmp.Version2c,
          });
    // Errors reach the request's callback too; without a listener they would end the process.
    session.on('error', () => undefined);
    refuseForeignAnswers(session, target.version === '3' ? requiredFlags(target.level) : 0);
    return Object.assign(open, { session });
  }

  #drop(open: OpenSession): void {
    if (this.#open === open) this.#open = undefined;
    this.#absent.clear();
    open.session.close();
  }

  /** Requests under way fail, and so do later ones. */
  close(): void {
    this.#closed = true;
    const open = this.#open;
    if (!open) return;
    this.#drop(open);
    open.fail(new Error('closed'));
  }
}

/**
 * The library takes an answer by its message's id alone. It must also be the answer to this request, from the engine
 * that was asked, and as secure as the request was (RFC 3412 section 7.2 step 12): otherwise a sender without the key
 * could answer in the clear.
 */
function refuseForeignAnswers(session: snmp.Session, flags: number): void {
  const accept = session.onSimpleGetResponse;
  session.onSimpleGetResponse = (req, message) => {
    const asked = req.message.msgSecurityParameters;
    const answered = message.msgSecurityParameters;
    const secure = ((message.msgGlobalData?.msgFlags ?? 0) & flags) === flags;
    const sameEngine =
      !asked || answered?.msgAuthoritativeEngineID?.equals(asked.msgAuthoritativeEngineID) === true;
    if (secure && sameEngine && message.pdu.id === req.message.pdu.id) accept.call(session, req, message);
    else req.responseCb(new snmp.ResponseInvalidError('not the answer to this request', 0, {}));
  };
}
