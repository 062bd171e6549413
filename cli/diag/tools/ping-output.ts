/** What iputils' `ping -n` says, line by line. Pure. */

export type PingLine =
  | { readonly kind: 'answer'; readonly from: string; readonly sequence: number; readonly rttMs: number }
  /** A router on the way threw it away because it had come too far. */
  | { readonly kind: 'expired'; readonly from: string }
  /** A router, or this machine's memory of one, says how large a packet may be, bytes. */
  | { readonly kind: 'too_big'; readonly mtu: number };

const ANSWER = /^\d+ bytes from ([0-9a-f.:%\w]+?):? icmp_seq=(\d+) .*time=([\d.]+) ms/i;
const EXPIRED = /^From (\S+?):? icmp_seq=\d+ (?:Time to live exceeded|Time exceeded: Hop limit)/;
const TOO_BIG = /(?:Frag needed and DF set \(mtu = |Packet too big: mtu=|message too long, mtu[=:] ?)(\d+)/;

/** @returns `undefined` for everything else: headings, summaries, what other hosts complain about. */
export function parsePingLine(line: string): PingLine | undefined {
  const [, from, sequence, rtt] = ANSWER.exec(line) ?? [];
  if (from !== undefined) return { kind: 'answer', from, sequence: Number(sequence), rttMs: Number(rtt) };
  const [, router] = EXPIRED.exec(line) ?? [];
  if (router !== undefined) return { kind: 'expired', from: router };
  const [, mtu] = TOO_BIG.exec(line) ?? [];
  return mtu === undefined ? undefined : { kind: 'too_big', mtu: Number(mtu) };
}

export function parsePingOutput(text: string): PingLine[] {
  return text.split('\n').flatMap((line) => parsePingLine(line.trim()) ?? []);
}
