/** net-snmp without a network: what it sends is caught, and what it is to receive is handed to it. */
import * as snmp from 'net-snmp';

type Sent = [
  datagram: Buffer,
  from: number,
  length: number,
  port: number,
  host: string,
  done: (error: null, octets: number) => void,
];
type Listener = (datagram: Buffer) => void;

export class PackageSession {
  readonly session: snmp.Session;
  /** Its latest request. */
  sent: Buffer = Buffer.alloc(0);
  #receive: Listener = () => undefined;

  constructor(community: string) {
    const socket = {
      on: (event: string, listener: Listener) => {
        if (event === 'message') this.#receive = listener;
        return socket;
      },
      send: (...[datagram, from, length, , , done]: Sent) => {
        this.sent = Buffer.from(datagram.subarray(from, from + length));
        done(null, length);
      },
      ref: () => undefined,
      unref: () => undefined,
      close: () => undefined,
    };
    const options = { version: snmp.Version2c, idBitsSize: 32, dgramModule: { createSocket: () => socket } };
    this.session = snmp.createSession('127.0.0.1', community, options as snmp.SessionOptions);
    this.session.on('error', () => undefined);
  }

  receive(datagram: Buffer): void {
    this.#receive(datagram);
  }
}
