/** One device: what is asked of it, one request at a time, in pieces that it can answer. */

import { encodeOid } from './codec/oid.ts';
import type { ColumnRows, Name, Pdu, Place, Rows, SnmpValue } from './codec/pdu.ts';
import { PDU, placeName, readRows, readValues } from './codec/pdu.ts';
import { hasCode, hasStatus, STATUS } from './errors.ts';
import type { OwnNetworks } from './path-mtu.ts';
import { longestAnswer, ownNetworks } from './path-mtu.ts';
import type { Asked } from './request-size.ts';
import { RequestSize } from './request-size.ts';
import type { Answer, SnmpTarget } from './session.ts';
import { SnmpSession } from './session.ts';

export type { SnmpTarget } from './session.ts';

/** Names kept encoded: a profile asks for the same ones at each poll. */
const MOST_NAMES = 1_000;
/** Requests in a row that a device may leave unanswered before it is given up, each asking for less. */
const MOST_SILENCES = 2;

/** The device cannot do with so many names what it can with fewer. */
function isTooMuch(error: unknown): boolean {
  return hasStatus(error, STATUS.tooBig, STATUS.genErr) || hasCode(error, 'mismatch');
}

export class SnmpClient {
  readonly #target: SnmpTarget;
  readonly #session: SnmpSession;
  #size: RequestSize;
  /** How many names one GETBULK asks for. */
  #bulkNames = Number.POSITIVE_INFINITY;
  /** What an SNMPv1 device does not have; asking again would cost several requests each time. */
  readonly #absent = new Set<string>();
  readonly #names = new Map<string, Name>();

  /** @param networks of this machine: they say how long an answer may be. */
  constructor(target: SnmpTarget, networks: OwnNetworks = ownNetworks()) {
    this.#target = target;
    this.#size = new RequestSize(longestAnswer(target.host, networks));
    // Another device may have taken the place of one that is silent.
    this.#session = new SnmpSession(target, () => this.#absent.clear());
  }

  /** Requests fail from then on, until there is another deadline. Monotonic, milliseconds: `performance.now()`. */
  set deadlineMs(deadlineMs: number) {
    this.#session.deadlineMs = deadlineMs;
  }

  /** Requests that went out again since the start, because no answer came in time. */
  get retransmissions(): number {
    return this.#session.retransmissions;
  }

  /** The values that exist, by OID. @throws SnmpError when the device does not answer or refuses. */
  async get(oids: readonly string[]): Promise<Map<string, SnmpValue>> {
    const asked = oids.filter((oid) => !this.#absent.has(oid));
    const values = await this.#inParts(asked, async (part) => {
      try {
        return await this.#getValues(part);
      } catch (error) {
        if (part.length === 1 && part[0] && hasStatus(error, STATUS.noSuchName)) this.#absent.add(part[0]);
        throw error;
      }
    });
    const found = new Map<string, SnmpValue>();
    for (const [index, oid] of asked.entries()) {
      const value = values[index];
      if (value !== undefined) found.set(oid, value);
    }
    return found;
  }

  async #getValues(oids: readonly string[]): Promise<(SnmpValue | undefined)[]> {
    const names = oids.map((oid) => this.#nameOf(oid));
    const { read } = await this.#session.ask({ type: PDU.get, names, rows: 0 }, (pdu) =>
      readValues(pdu, names),
    );
    return read;
  }

  #nameOf(oid: string): Name {
    const known = this.#names.get(oid);
    if (known) return known;
    const name: Name = [encodeOid(oid), ''];
    if (this.#names.size === MOST_NAMES) this.#names.clear();
    this.#names.set(oid, name);
    return name;
  }

  /**
   * The next rows of each column behind its place, in order, up to `rows` of them, fewer where the device is better
   * asked for less; there are none at the end of the MIB.
   * @throws SnmpError when the device does not answer or refuses.
   */
  async next(places: readonly Place[], rows: number): Promise<ColumnRows[]> {
    const columns: ColumnRows[] = [];
    const before = this.#size.copy();
    let silences = 0;
    while (columns.length < places.length) {
      const from = columns.length;
      const asked = places.slice(from, from + Math.min(this.#bulkNames, this.#size.names));
      const mostRows = this.#target.version === '1' ? 1 : Math.min(rows, this.#size.rowsOf(asked.length));
      try {
        columns.push(...(await this.#nextRows(asked, mostRows)));
        silences = 0;
      } catch (error) {
        const silent = hasCode(error, 'silence');
        if (silent) silences++;
        if (!this.#asksForLess(error, { names: asked.length, rows: mostRows }, silences)) {
          // A device that is not there says nothing of how much it can answer.
          if (silences > 0) this.#size = before;
          throw error;
        }
        // Perhaps it knows no GETBULK at all.
        if (silences === MOST_SILENCES) this.#size.limit(places.length);
      }
    }
    return columns;
  }

  /** @returns whether it is worth asking again. */
  #asksForLess(error: unknown, asked: Asked, silences: number): boolean {
    if (!hasCode(error, 'silence') && !isTooMuch(error)) return false;
    return silences <= MOST_SILENCES && this.#size.failed(asked);
  }

  async #nextRows(places: readonly Place[], rows: number): Promise<ColumnRows[]> {
    if (rows <= 1) return this.#nextRow(places);
    const answer = await this.#askRows(PDU.getBulk, places, rows);
    const answered = columnsOf(answer.read);
    this.#learn({ names: places.length, rows }, answer.read.indexes.length, answer);
    // An answer may end before every name has its first value (RFC 3416 section 4.2.3), or, from an agent with a
    // limit of its own, hold nothing at all: the rest is asked for again, fewer names at a time.
    if (answered.length < places.length) {
      this.#bulkNames = Math.max(1, answered.length || Math.floor(places.length / 2));
      if (places.length === 1) answered.push(endOfColumn());
    }
    return answered;
  }

  async #nextRow(places: readonly Place[]): Promise<ColumnRows[]> {
    let latest: Answer<unknown> | undefined;
    const row = await this.#inParts(places, async (part) => {
      const answer = await this.#askRows(PDU.getNext, part, 0);
      latest = answer;
      return columnsOf(answer.read);
    });
    if (latest) this.#learn({ names: places.length, rows: 1 }, row.length, latest);
    return row.map((column) => column ?? endOfColumn());
  }

  #askRows(type: number, places: readonly Place[], rows: number) {
    const names = places.map(placeName);
    return this.#session.ask({ type, names, rows }, (pdu: Pdu) => {
      const read = readRows(pdu, places);
      // One row has a value for each name.
      return type === PDU.getBulk || read.indexes.length === places.length ? read : undefined;
    });
  }

  #learn(asked: Asked, got: number, { octets, elapsedMs }: Answer<unknown>): void {
    this.#size.answered(asked, { got, octets, elapsedMs, timeoutMs: this.#target.timeoutMs });
  }

  /** What one request says of each name; in halves where the device cannot say it of all of them at once. */
  async #inParts<N, T>(
    names: readonly N[],
    ask: (part: readonly N[]) => Promise<(T | undefined)[]>,
  ): Promise<(T | undefined)[]> {
    if (names.length === 0) return [];
    try {
      return await ask(names);
    } catch (error) {
      // SNMPv1 says of the whole request what holds for one of its names, where v2c says noSuchObject or
      // endOfMibView of that one alone (RFC 1157 section 4.1.2): the others are asked for without it.
      const noSuchName = hasStatus(error, STATUS.noSuchName);
      if (noSuchName && names.length <= 1) return [undefined];
      if (names.length <= 1 || !(noSuchName || isTooMuch(error))) throw error;
      const half = Math.ceil(names.length / 2);
      return [
        ...(await this.#inParts(names.slice(0, half), ask)),
        ...(await this.#inParts(names.slice(half), ask)),
      ];
    }
  }

  /** Requests under way fail, and so do later ones. */
  close(): void {
    this.#session.close();
  }
}

function columnsOf(rows: Rows): ColumnRows[] {
  const columns: ColumnRows[] = [];
  for (let at = 0; at < Math.min(rows.width, rows.indexes.length); at++) columns.push({ rows, at });
  return columns;
}

function endOfColumn(): ColumnRows {
  return { rows: { width: 1, indexes: [], values: [] }, at: 0 };
}
