/** The largest packet that passes whole: `ping -M do` and halving (RFC 1191, RFC 8899 section 5). */
import { isIPv6 } from 'node:net';
import type { MtuFact } from '../facts.ts';
import { parsePingOutput } from '../tools/ping-output.ts';
import { runTool } from '../tools/run-tool.ts';

/** What every host takes (RFC 791 section 3.1), and IPv6 at least (RFC 8200 section 5). Bytes. */
const LEAST_BYTES = { 4: 576, 6: 1_280 } as const;
/** Of IP and of the echo request. Bytes. */
const HEADER_BYTES = { 4: 28, 6: 48 } as const;
const ETHERNET_BYTES = 1_500;
const LIMIT_MS = 4_000;

/** What became of packets of one size. */
export type Passage =
  | { readonly kind: 'passed' }
  | { readonly kind: 'too_big'; readonly mtu: number }
  | { readonly kind: 'silent' };

/**
 * Pure but for what `passes` does.
 * @returns `undefined` when not even the smallest packet passes: then nothing is known of the size.
 */
export async function searchMtu(
  least: number,
  most: number,
  passes: (bytes: number) => Promise<Passage>,
): Promise<{ readonly bytes: number; readonly told: boolean } | undefined> {
  if ((await passes(least)).kind !== 'passed') return undefined;
  let [low, high, told] = [least, most + 1, false];
  let next = most;
  while (high - low > 1) {
    const passage = await passes(next);
    if (passage.kind === 'passed') low = next;
    else high = next;
    // A router's word is tried at once; it may be wrong, or a narrower line may follow.
    const word = passage.kind === 'too_big' ? passage.mtu : 0;
    told ||= passage.kind === 'too_big';
    if (word > low && word < high) {
      if ((await passes(word)).kind === 'passed') [low, high] = [word, word + 1];
      else high = word;
    }
    next = Math.floor((low + high) / 2);
  }
  return { bytes: low, told };
}

/**
 * @param interfaceMtu of the own interface, bytes.
 * @returns `undefined` when the target does not answer packets of any size.
 * @throws ToolMissing
 */
export async function measureMtu(
  target: string,
  interfaceMtu: number,
  signal?: AbortSignal,
): Promise<MtuFact | undefined> {
  const family = isIPv6(target) ? 6 : 4;
  const expectedBytes = Math.min(interfaceMtu, ETHERNET_BYTES);
  const found = await searchMtu(LEAST_BYTES[family], expectedBytes, async (bytes): Promise<Passage> => {
    const size = String(bytes - HEADER_BYTES[family]);
    // Three of each, so that a line that loses packets does not look narrow.
    const args = ['-n', '-c', '3', '-i', '0.2', '-W', '1', '-M', 'do', '-s', size, target];
    const lines = parsePingOutput(
      await runTool('ping', args, { limitMs: LIMIT_MS, ...(signal && { signal }) }),
    );
    if (lines.some(({ kind }) => kind === 'answer')) return { kind: 'passed' };
    return lines.find((line) => line.kind === 'too_big') ?? { kind: 'silent' };
  });
  return found && { target, expectedBytes, ...found };
}
