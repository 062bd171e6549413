/** Reads fping's lines in loop mode (`fping -l`), version 4 and newer. */

export interface FpingReply {
  readonly target: string;
  /** fping's own count of packets to this target, from 0. */
  readonly index: number;
  /** `undefined`: timed out or refused by an ICMP error. */
  readonly rttMs: number | undefined;
}

const REPLY = /^(\S+)\s*: \[(\d+)\], (?:\d+ bytes, )?([\d.]+) ms/;
const TIMED_OUT = /^(\S+)\s*: \[(\d+)\], timed out/;

/** @returns `undefined` for lines that report no packet (duplicates, ICMP errors, summaries). */
export function parseFpingLine(line: string): FpingReply | undefined {
  const reply = REPLY.exec(line);
  if (reply?.[1]) return { target: reply[1], index: Number(reply[2]), rttMs: Number(reply[3]) };
  const timedOut = TIMED_OUT.exec(line);
  if (timedOut?.[1]) return { target: timedOut[1], index: Number(timedOut[2]), rttMs: undefined };
  return undefined;
}
