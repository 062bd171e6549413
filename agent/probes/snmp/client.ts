/** net-snmp behind promises, with answers checked before they are believed. */

import { isIPv6 } from 'node:net';
import * as snmp from 'net-snmp';

/** One value of an answer. `value` is what net-snmp decodes: a Counter64 comes as its octets. */
export interface Binding {
  readonly oid: string;
  readonly type: number;
  readonly value: unknown;
}

export interface SnmpTarget {
  readonly host: string;
  readonly port: number;
  readonly version: '1' | '2c';
  readonly community: string;
  readonly timeoutMs: number;
  readonly retries: number;
}

/** NoSuchObject, NoSuchInstance and EndOfMibView (RFC 3416 section 4.2.1): there is no such value. */
const EXCEPTIONS: ReadonlySet<number> = new Set([128, 129, 130]);

function toBinding(varbind: snmp.Varbind): Binding | undefined {
  const { oid, type, value } = varbind;
  if (type === undefined || EXCEPTIONS.has(type) || value === undefined || value === null) return undefined;
  return { oid, type, value };
}

function isNoSuchName(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === snmp.ErrorStatus.NoSuchName;
}

export class SnmpClient {
  readonly #session: snmp.Session;
  readonly #version: '1' | '2c';
  /** How many names one GETBULK asks for. */
  #bulkNames = Number.POSITIVE_INFINITY;

  constructor(target: SnmpTarget) {
    this.#version = target.version;
    this.#session = snmp.createSession(target.host, target.community, {
      version: target.version === '1' ? snmp.Version1 : snmp.Version2c,
      port: target.port,
      timeout: target.timeoutMs,
      retries: target.retries,
      transport: isIPv6(target.host) ? 'udp6' : 'udp4',
      idBitsSize: 32,
    });
    // Errors reach the request's callback too; without a listener they would end the process.
    this.#session.on('error', () => undefined);
  }

  /** The values that exist, by OID. @throws when the device does not answer or refuses. */
  get(oids: readonly string[]): Promise<Map<string, Binding>> {
    return new Promise((resolve, reject) => {
      this.#session.get([...oids], (error, varbinds) => {
        if (error) return reject(error);
        const bindings = (varbinds ?? []).flatMap((varbind) => toBinding(varbind) ?? []);
        resolve(new Map(bindings.map((binding) => [binding.oid, binding])));
      });
    });
  }

  /**
   * The next rows behind each OID: `result[i]` follows `oids[i]`, in order, up to `rows` of them; it is empty at
   * the end of the MIB.
   */
  async next(oids: readonly string[], rows: number): Promise<Binding[][]> {
    if (this.#version === '1') {
      const row = await this.#getNext(oids);
      return row.map((binding) => (binding ? [binding] : []));
    }
    const columns: Binding[][] = [];
    while (columns.length < oids.length) {
      const asked = oids.slice(columns.length, columns.length + this.#bulkNames);
      const answered = await this.#getBulk(asked, rows);
      // An answer may end before every name has its first value (RFC 3416 section 4.2.3), or, from an agent with a
      // limit of its own, hold nothing at all: the rest is asked for again, fewer names at a time.
      if (answered.length < asked.length) {
        this.#bulkNames = Math.max(1, answered.length || Math.floor(asked.length / 2));
        if (asked.length === 1) answered.push([]);
      }
      columns.push(...answered);
    }
    return columns;
  }

  #getBulk(oids: readonly string[], rows: number): Promise<Binding[][]> {
    return new Promise((resolve, reject) => {
      this.#session.getBulk([...oids], 0, rows, (error, varbinds) => {
        if (error) return reject(error);
        const cellsOf = (column: snmp.Varbind | snmp.Varbind[]) =>
          Array.isArray(column) ? column : [column];
        resolve(
          (varbinds ?? []).map((column) => cellsOf(column).flatMap((varbind) => toBinding(varbind) ?? [])),
        );
      });
    });
  }

  async #getNext(oids: readonly string[]): Promise<(Binding | undefined)[]> {
    try {
      return await this.#getNextOnce(oids);
    } catch (error) {
      if (!isNoSuchName(error)) throw error;
      // SNMPv1 says of the whole request what holds for one of its names, where v2c says endOfMibView of that
      // one alone (RFC 1157 section 4.1.3): the others are asked for without it.
      if (oids.length <= 1) return [undefined];
      const half = Math.ceil(oids.length / 2);
      return [...(await this.#getNext(oids.slice(0, half))), ...(await this.#getNext(oids.slice(half)))];
    }
  }

  #getNextOnce(oids: readonly string[]): Promise<(Binding | undefined)[]> {
    return new Promise((resolve, reject) => {
      this.#session.getNext([...oids], (error, varbinds) => {
        if (error) return reject(error);
        resolve((varbinds ?? []).map(toBinding));
      });
    });
  }

  close(): void {
    this.#session.close();
  }
}
