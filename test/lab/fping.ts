/** Reads what `fping -q -c` says. Pure. */

export interface PingResult {
  readonly sent: number;
  readonly received: number;
  /** Percent, 0 to 100. */
  readonly lossPercent: number;
  /** Milliseconds; `undefined` when nothing came back. */
  readonly averageMs: number | undefined;
}

/** `10.105.1.1 : xmt/rcv/%loss = 5/5/0%, min/avg/max = 0.04/0.05/0.07` */
const SUMMARY = /xmt\/rcv\/%loss = (\d+)\/(\d+)\/\d+%(?:, min\/avg\/max = [\d.]+\/([\d.]+)\/[\d.]+)?/;

/** @throws when the text holds no summary. */
export function readFping(text: string): PingResult {
  const match = SUMMARY.exec(text);
  if (!match) throw new Error(`fping said something else: ${text.trim()}`);
  const sent = Number(match[1]);
  const received = Number(match[2]);
  return {
    sent,
    received,
    lossPercent: sent === 0 ? 0 : (100 * (sent - received)) / sent,
    averageMs: match[3] === undefined ? undefined : Number(match[3]),
  };
}
