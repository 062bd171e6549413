/**
 * SNMP v1 and v2c messages to and from octets, by net-snmp's own reader and writer. They are inside its Agent,
 * whose answers to GETBULK and to version 1 walks are not what a router's are: an Agent without a socket takes
 * the message apart here, and hands it over where it would answer itself.
 */
import { createAgent, type ErrorStatus, type ObjectType, PduType, Version1 } from 'net-snmp';
import type { SnmpValue } from './mib.ts';

export interface SnmpVarbind {
  readonly oid: string;
  readonly type: ObjectType;
  readonly value: SnmpValue | null;
}

type SnmpOperation = 'get' | 'getNext' | 'getBulk' | 'set';

export interface SnmpRequest {
  readonly isVersion1: boolean;
  readonly operation: SnmpOperation;
  /** Of GETBULK; without meaning otherwise. */
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  readonly varbinds: readonly SnmpVarbind[];
}

export interface SnmpAnswer {
  readonly errorStatus: ErrorStatus;
  /** Position of the variable at fault, from 1; 0: none. */
  readonly errorIndex: number;
  readonly varbinds: readonly SnmpVarbind[];
}

/** What of net-snmp's Message and PDU is used here; its type package leaves them open. */
interface Message {
  readonly version: number;
  readonly pdu: {
    readonly type: PduType;
    readonly nonRepeaters: number;
    readonly maxRepetitions: number;
    readonly varbinds: readonly SnmpVarbind[];
    getResponsePduForRequest(): object;
  };
  createResponseForRequest(pdu: object): { toBuffer(): Buffer };
}

type Handler = (deliver: (message: Message) => void, message: Message) => void;

/** Net-snmp's Agent: its first argument, the socket, goes through to the handlers untouched. */
interface Agent {
  getAuthorizer(): { addCommunity(community: string): void };
  onMsg(deliver: (message: Message) => void, packet: Buffer, sender: object): void;
  getRequest: Handler;
  getNextRequest: Handler;
  getBulkRequest: Handler;
  setRequest: Handler;
}

const OPERATIONS: Readonly<Partial<Record<PduType, SnmpOperation>>> = {
  [PduType.GetRequest]: 'get',
  [PduType.GetNextRequest]: 'getNext',
  [PduType.GetBulkRequest]: 'getBulk',
  [PduType.SetRequest]: 'set',
};

const NO_SOCKETS = { createSocket: () => ({ on: () => undefined, bind: () => undefined }) };

/** Answers messages of one community; others, other versions and rubbish get no answer. */
export class SnmpCodec {
  readonly #agent: Agent;

  constructor(community: string) {
    // What the Agent reports are messages it cannot read, which a router passes over in silence.
    this.#agent = createAgent({ dgramModule: NO_SOCKETS }, () => undefined);
    this.#agent.getAuthorizer().addCommunity(community);
    const handOver: Handler = (deliver, message) => deliver(message);
    this.#agent.getRequest = handOver;
    this.#agent.getNextRequest = handOver;
    this.#agent.getBulkRequest = handOver;
    this.#agent.setRequest = handOver;
  }

  /** @returns the answer's octets, or `undefined` when there is nothing to answer */
  respond(packet: Buffer, answer: (request: SnmpRequest) => SnmpAnswer): Buffer | undefined {
    let message: Message | undefined;
    this.#agent.onMsg((delivered) => (message = delivered), packet, {});
    return message === undefined ? undefined : encode(message, answer);
  }
}

function encode(message: Message, answer: (request: SnmpRequest) => SnmpAnswer): Buffer | undefined {
  const { pdu, version } = message;
  const operation = OPERATIONS[pdu.type];
  if (operation === undefined) return undefined;
  const { nonRepeaters, maxRepetitions, varbinds } = pdu;
  const isVersion1 = version === Version1;
  const response = pdu.getResponsePduForRequest();
  Object.assign(response, answer({ isVersion1, operation, nonRepeaters, maxRepetitions, varbinds }));
  try {
    return message.createResponseForRequest(response).toBuffer();
  } catch {
    // A name that can be read but not written, such as an empty one, comes back in the answer.
    return undefined;
  }
}
