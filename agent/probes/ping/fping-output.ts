/** Reads fping's lines in loop mode with time stamps (`fping -l -D`), version 4 and newer. */

export interface FpingReply {
  /** When fping had its answer, or gave it up: epoch milliseconds. */
  readonly timeMs: number;
  readonly target: string;
  /** fping's own count of packets to this target, from 0. */
  readonly index: number;
  /** `undefined`: timed out or refused by an ICMP error. */
  readonly rttMs: number | undefined;
}

const PACKET = /^\[(\d+\.\d+)\] (\S+)\s*: \[(\d+)\], (?:timed out|(?:\d+ bytes, )?(\d+(?:\.\d+)?) ms)/;

/** @returns `undefined` for lines that report no packet (duplicates, ICMP errors, summaries). */
export function parseFpingLine(line: string): FpingReply | undefined {
  const found = PACKET.exec(line);
  if (!found) return undefined;
  const rtt = found[4];
  return {
    timeMs: Math.round(Number(found[1]) * 1_000),
    target: found[2] ?? '',
    index: Number(found[3]),
    rttMs: rtt === undefined ? undefined : Number(rtt),
  };
}
