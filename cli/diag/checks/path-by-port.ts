/** The way that UDP or TCP takes, which a firewall may treat otherwise than ICMP: by the system's own programs. */
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { PathFact } from '../facts.ts';
import { runTool, ToolMissing } from '../tools/run-tool.ts';
import { parseTracepath, parseTraceroute } from '../tools/traceroute-output.ts';

const MOST_HOPS = 24;
const LIMIT_MS = 40_000;
const CONNECT_MS = 3_000;
/** Where traceroute begins to look for a port that nobody listens on. */
const UDP_PORT = 33_434;
const TCP_PORT = 443;

/** What could not be looked at, and why. */
export type PathNote = 'no_right' | 'no_tcp_tool';

export interface PathByPort extends PathFact {
  readonly protocol: 'udp' | 'tcp';
  readonly port: number;
  readonly tool: string | undefined;
  readonly note?: PathNote;
}

/** @throws ToolMissing when there is neither traceroute nor tracepath. */
export async function findUdpPath(target: string, port = UDP_PORT): Promise<PathByPort> {
  const shape = { target, protocol: 'udp', port } as const;
  const address = await addressOf(target);
  try {
    const text = await trace(['-p', String(port)], target);
    return { ...shape, tool: 'traceroute', ...traced(text, address) };
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
  }
  const text = await runTool('tracepath', ['-n', '-m', String(MOST_HOPS), '-p', String(port), target], {
    limitMs: LIMIT_MS,
  }).catch((error) => {
    // Of the two it is the one to install.
    throw error instanceof ToolMissing ? new ToolMissing('traceroute') : error;
  });
  const hops = parseTracepath(text);
  const reached = hops.some((hop) => hop.reached);
  return { ...shape, tool: 'tracepath', hops: plain(hops), reached };
}

/** Without the right to send raw packets only whether the port is reached is known, and that is said. */
export async function findTcpPath(target: string, port = TCP_PORT): Promise<PathByPort> {
  const shape = { target, protocol: 'tcp', port } as const;
  const [address, reached] = await Promise.all([addressOf(target), connects(target, port)]);
  const unseen = (note: PathNote): PathByPort => ({ ...shape, tool: undefined, hops: [], reached, note });
  try {
    const text = await trace(['-T', '-p', String(port)], target);
    if (/not have enough privileges|not permitted/i.test(text)) return unseen('no_right');
    const { hops, reached: seen } = traced(text, address);
    return { ...shape, tool: 'traceroute', hops, reached: reached || seen };
  } catch (error) {
    if (error instanceof ToolMissing) return unseen('no_tcp_tool');
    throw error;
  }
}

function trace(args: readonly string[], target: string): Promise<string> {
  const usual = ['-n', '-q', '1', '-w', '2', '-m', String(MOST_HOPS)];
  return runTool('traceroute', [...usual, ...args, target], { limitMs: LIMIT_MS });
}

function traced(text: string, address: string): Pick<PathFact, 'hops' | 'reached'> {
  const hops = parseTraceroute(text);
  const end = hops.findIndex((hop) => hop.address === address);
  // Where nobody tells of himself any more, the rest is stars.
  const last = end >= 0 ? end : hops.findLastIndex((hop) => hop.address !== undefined);
  return { hops: plain(hops.slice(0, last + 1)), reached: end >= 0 };
}

function plain(hops: PathFact['hops']): PathFact['hops'] {
  return hops.map(({ ttl, address, rttMs }) => ({ ttl, address, rttMs }));
}

async function addressOf(target: string): Promise<string> {
  return (await lookup(target).catch(() => undefined))?.address ?? target;
}

/** A refusal comes from the host itself: it is reached. */
function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const settle = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED'));
  });
}
