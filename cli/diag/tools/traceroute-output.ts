/** What `traceroute -n` and iputils' `tracepath -n` say, line by line. Pure. */
import type { Hop } from '../facts.ts';

/** ` 2  10.105.0.1  1.234 ms`, ` 3  *`. */
const TRACEROUTE = /^\s*(\d+)\s+(?:(\*)|([0-9a-f.:]+)(?:\s+\([^)]*\))?\s+([\d.]+) ms)/i;
/** ` 1:  10.105.0.1   0.051ms reached`, ` 1?: [LOCALHOST]  pmtu 1500`, ` 2:  no reply` */
const TRACEPATH = /^\s*(\d+)(\?)?:\s+(?:no reply|\[LOCALHOST\].*|([0-9a-f.:]+)\s+([\d.]+)ms(.*))$/i;

export interface TracedHop extends Hop {
  /** Said by the program itself; traceroute says it by ending. */
  readonly reached: boolean;
}

export function parseTraceroute(text: string): TracedHop[] {
  return text.split('\n').flatMap((line) => {
    const [, ttl, , address, rtt] = TRACEROUTE.exec(line) ?? [];
    if (ttl === undefined) return [];
    const rttMs = rtt === undefined ? undefined : Number(rtt);
    return [{ ttl: Number(ttl), address, rttMs, reached: false }];
  });
}

/** Each distance once; what this machine says of itself is no hop. */
export function parseTracepath(text: string): TracedHop[] {
  const byTtl = new Map<number, TracedHop>();
  for (const line of text.split('\n')) {
    const [, ttl, uncertain, address, rtt, rest = ''] = TRACEPATH.exec(line) ?? [];
    if (ttl === undefined || uncertain !== undefined) continue;
    if (byTtl.get(Number(ttl))?.address !== undefined) continue;
    const rttMs = rtt === undefined ? undefined : Number(rtt);
    byTtl.set(Number(ttl), { ttl: Number(ttl), address, rttMs, reached: /\breached\b/.test(rest) });
  }
  return [...byTtl.values()];
}
