/** A socket to one device, and what is asked through it: one request at a time, sent again until its answer comes. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SnmpError } from './errors.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** @returns what a datagram answers; `undefined` where it is not the answer. @throws where it can only be a wrong one. */
export type ReadAnswer<T> = (datagram: Buffer) => T | undefined;

interface Waiting {
  readonly send: () => void;
  readonly take: (datagram: Buffer) => void;
  readonly fail: (error: Error) => void;
}

export class Exchange {
  readonly #socket: Socket;
  readonly #onSendAgain: () => void;
  #state: 'connecting' | 'connected' | 'closed' = 'connecting';
  /** Why it could not be connected. */
  #broken: SnmpError | undefined;
  #waiting: Waiting | undefined;

  /** @param onSendAgain a request goes out again, because no answer to it came. */
  constructor({ host, port }: Endpoint, onSendAgain: () => void = () => undefined) {
    this.#onSendAgain = onSendAgain;
    this.#socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    this.#socket.once('connect', () => {
      this.#state = 'connected';
      this.#waiting?.send();
    });
    this.#socket.on('error', (error) => {
      // What ICMP says of a closed port, time and the next try say better.
      if (this.#state !== 'connecting') return;
      this.#broken = new SnmpError('unreachable', error.message);
      this.#waiting?.fail(this.#broken);
    });
    this.#socket.on('message', (datagram) => this.#waiting?.take(datagram));
    // Connected, so that the system drops what others send.
    this.#socket.connect(port, host);
  }

  /**
   * Sends the request as often as there are waits, and settles with the first answer.
   * @param waitsMs how long each try waits for an answer.
   * @throws SnmpError
   */
  ask<T>(request: Buffer, waitsMs: readonly number[], read: ReadAnswer<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#state === 'closed') return reject(new SnmpError('closed', 'closed'));
      if (this.#broken) return reject(this.#broken);
      let timer: NodeJS.Timeout | undefined;
      const settle = () => {
        clearTimeout(timer);
        this.#waiting = undefined;
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const send = () => this.#send(request);
      const attempt = (number: number) => {
        const waitMs = waitsMs[number];
        if (waitMs === undefined) return fail(new SnmpError('silence', 'Request timed out'));
        timer = setTimeout(attempt, waitMs, number + 1);
        if (this.#state !== 'connected') return;
        if (number > 0) this.#onSendAgain();
        send();
      };
      const take = (datagram: Buffer) => {
        try {
          const answer = read(datagram);
          if (answer === undefined) return;
          settle();
          resolve(answer);
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#waiting = { send, take, fail };
      attempt(0);
    });
  }

  #send(request: Buffer): void {
    this.#socket.send(request, (error) => {
      // What ICMP said of the datagram before; this one did not go out.
      const refused = error && 'code' in error && error.code === 'ECONNREFUSED';
      if (refused && this.#state === 'connected') this.#socket.send(request, () => undefined);
    });
  }

  /** A request under way fails. */
  close(error: Error = new SnmpError('closed', 'closed')): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#socket.close();
    this.#waiting?.fail(error);
  }
}
