/**
 * The socket that net-snmp is given, between it and what comes out of the network: connected, so that the system
 * drops what others send, and with nothing thrown out of it.
 */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';

type SendCallback = (error: Error | null, bytes: number) => void;
type Listener = (...args: unknown[]) => void;

export interface DeviceSocketOptions {
  readonly host: string;
  readonly port: number;
  /** Datagrams that may still be sent; a device that answers every request with a Report would be asked for ever. */
  mayWeSend(): boolean;
  /** The library threw at a datagram; whatever it was waiting for will not come. */
  onBroken(error: Error): void;
}

/** What net-snmp uses of `dgram.Socket`, handed to it by its option `dgramModule`. */
export class DeviceSocket {
  readonly #options: DeviceSocketOptions;
  readonly #socket: Socket;
  readonly #listeners = new Map<string, Listener[]>();
  /** Resolves with why it could not be connected. */
  readonly #connected: Promise<Error | undefined>;
  #closed = false;

  constructor(family: 'udp4' | 'udp6', options: DeviceSocketOptions) {
    this.#options = options;
    this.#socket = createSocket(family);
    this.#connected = new Promise((resolve) => {
      this.#socket.once('connect', () => resolve(undefined));
      // Also what ICMP says of a closed port, which time and the next try say better.
      this.#socket.on('error', (error) => resolve(error));
      this.#socket.once('close', () => resolve(new Error('socket closed')));
    });
    this.#socket.on('message', (datagram) => this.#receive(datagram));
    this.#socket.on('close', () => this.#emit('close'));
    this.#socket.connect(options.port, options.host);
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  #emit(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }

  #receive(datagram: Buffer): void {
    if (isCutShort(datagram)) return;
    try {
      this.#emit('message', datagram);
    } catch (error) {
      // A Report in an SNMPv1 or v2c message, or an SNMPv3 message to a session without a user, for two.
      this.#options.onBroken(error instanceof Error ? error : new Error(String(error)));
    }
  }

  send(
    datagram: Buffer,
    offset: number,
    length: number,
    _port: number,
    _host: string,
    done: SendCallback,
  ): void {
    if (!this.#options.mayWeSend()) {
      done(new Error('too many answers that ask for more'), 0);
      return;
    }
    void this.#connected.then((error) => {
      if (error !== undefined) return done(error, 0);
      if (this.#closed) return done(new Error('socket closed'), 0);
      this.#socket.send(datagram, offset, length, (sendError, bytes) => {
        // What ICMP said of the datagram before; this one did not go out.
        if (sendError && 'code' in sendError && sendError.code === 'ECONNREFUSED' && !this.#closed)
          this.#socket.send(datagram, offset, length, done);
        else done(sendError, bytes);
      });
    });
  }

  ref(): void {
    if (!this.#closed) this.#socket.ref();
  }

  unref(): void {
    if (!this.#closed) this.#socket.unref();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}

/**
 * A message is one SEQUENCE (RFC 3412 section 6); net-snmp takes what there is of it for the whole. Octets behind it,
 * which some agents add, do no harm.
 */
function isCutShort(datagram: Buffer): boolean {
  const first = datagram[1];
  if (datagram[0] !== 0x30 || first === undefined) return true;
  if (first < 0x80) return datagram.length < 2 + first;
  const octets = first - 0x80;
  if (octets < 1 || octets > 4 || datagram.length < 2 + octets) return true;
  return datagram.length < 2 + octets + datagram.readUIntBE(2, octets);
}
