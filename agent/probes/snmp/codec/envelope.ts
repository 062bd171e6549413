/** What a request travels in: a community, or a user's keys. */
import type { Name, Pdu } from './pdu.ts';

export interface Request {
  /** Of the message too; 31 bits. */
  readonly id: number;
  readonly type: number;
  readonly names: readonly Name[];
  /** Max-repetitions of a GETBULK. */
  readonly rows: number;
}

export interface Envelope {
  /** @returns the whole message. */
  seal(request: Request): Buffer;
  /**
   * @returns the answer to the request of that id; `undefined` where the datagram is not one.
   * @throws Malformed where it is no message of this kind.
   * @throws SnmpError where it answers this request, but not as it was asked.
   */
  open(datagram: Buffer, id: number): Pdu | undefined;
}
