/** What sends the ICMP echo requests: one type, two back-ends. */
import type { PacketResult } from '../packet-round.ts';

export interface EchoStream {
  readonly host: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Payload in bytes. */
  readonly size: number;
  /** Differentiated services code point, 0 to 63: the upper six bits of the TOS octet (RFC 2474 section 3). */
  readonly dscp: number;
  /** Not shared with other streams: for bursts, which come and go. */
  readonly exclusive: boolean;
}

export interface PingBackend {
  readonly name: 'fping' | 'ping';
  /** Sends to the host until the returned function is called, and tells of every packet. */
  stream(stream: EchoStream, onResult: (result: PacketResult) => void): () => void;
}

/** The octet that programs of the time before RFC 2474 take. */
export function tosOf(stream: EchoStream): number {
  return stream.dscp << 2;
}
