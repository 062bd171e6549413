/** Echo requests through the system's `ping`, which anybody may run. */
import { interarrivalJitterMs } from '../../../agent/probes/packet-round.ts';
import type { Echo } from '../facts.ts';
import { parsePingOutput } from '../tools/ping-output.ts';
import { runTool } from '../tools/run-tool.ts';

/** So that a line of 64 kbit/s is not filled by the test of it: three targets at once take 40 kbit/s. */
const INTERVAL_MS = 50;
/** A later answer is lost. */
const WAIT_MS = 1_000;
const START_MS = 2_000;

/** @throws ToolMissing */
export async function measureEcho(address: string, packets: number, signal?: AbortSignal): Promise<Echo> {
  const args = [
    '-n',
    '-c',
    String(packets),
    '-i',
    String(INTERVAL_MS / 1_000),
    '-W',
    String(WAIT_MS / 1_000),
  ];
  const output = await runTool('ping', [...args, address], {
    limitMs: packets * INTERVAL_MS + WAIT_MS + START_MS,
    ...(signal && { signal }),
  });
  return echoOf(address, packets, output);
}

/** Pure. A packet that is answered twice was answered. */
export function echoOf(address: string, sent: number, output: string): Echo {
  const rtts = new Map<number, number>();
  for (const line of parsePingOutput(output)) {
    if (line.kind === 'answer' && !rtts.has(line.sequence)) rtts.set(line.sequence, line.rttMs);
  }
  const received = rtts.size;
  const lossPercent = ((sent - received) / sent) * 100;
  if (received === 0) return { address, sent, received, lossPercent, avgMs: undefined, jitterMs: undefined };
  const inOrder = [...rtts].sort(([one], [other]) => one - other).map(([, rttMs]) => rttMs);
  const avgMs = inOrder.reduce((sum, rttMs) => sum + rttMs, 0) / received;
  return { address, sent, received, lossPercent, avgMs, jitterMs: interarrivalJitterMs(inOrder) };
}
