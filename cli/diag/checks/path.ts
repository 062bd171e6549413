/** The way hop by hop: packets that may go one router further each (`ping -t`), which needs no root. */
import type { Hop, PathFact } from '../facts.ts';
import { parsePingOutput } from '../tools/ping-output.ts';
import { runTool } from '../tools/run-tool.ts';

/** Asked at once; a province's network is not deeper than the first batch. */
const BATCH = 8;
const MOST_HOPS = 24;
const LIMIT_MS = 3_500;

interface Asked extends Hop {
  readonly reached: boolean;
}

async function askHop(target: string, ttl: number, signal: AbortSignal | undefined): Promise<Asked> {
  // Twice, because routers tell of themselves once a second at most.
  const args = ['-n', '-c', '2', '-i', '1', '-W', '1', '-t', String(ttl), target];
  const output = await runTool('ping', args, { limitMs: LIMIT_MS, ...(signal && { signal }) });
  const lines = parsePingOutput(output);
  const answer = lines.find((line) => line.kind === 'answer');
  if (answer) return { ttl, address: answer.from, rttMs: answer.rttMs, reached: true };
  const expired = lines.find((line) => line.kind === 'expired');
  return { ttl, address: expired?.from, rttMs: undefined, reached: false };
}

/** @throws ToolMissing */
export async function findPath(target: string, signal?: AbortSignal): Promise<PathFact> {
  const asked: Asked[] = [];
  while (asked.length < MOST_HOPS) {
    const from = asked.length + 1;
    const batch = await Promise.all(
      Array.from({ length: BATCH }, (_, index) => askHop(target, from + index, signal)),
    );
    asked.push(...batch);
    // Where nobody tells of himself over a whole batch, the way has ended.
    if (batch.some(({ reached }) => reached) || batch.every(({ address }) => address === undefined)) break;
  }
  return pathOf(target, asked);
}

/** Pure: ends at the target, or behind the last router that told of itself. */
export function pathOf(target: string, asked: readonly Asked[]): PathFact {
  const end = asked.findIndex(({ reached }) => reached);
  const last = end >= 0 ? end : asked.findLastIndex(({ address }) => address !== undefined);
  const hops = asked.slice(0, last + 1).map(({ ttl, address, rttMs }) => ({ ttl, address, rttMs }));
  return { target, hops, reached: end >= 0 };
}
