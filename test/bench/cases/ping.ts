/** What our ping costs beside fping alone, on the same targets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseLines } from '../../../model/line-protocol.ts';
import { numericField } from '../../../model/point.ts';
import { hasCommand } from '../../setup/debian-packages.mjs';
import type { BenchCase, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { cpuSecondsOf } from '../measure.ts';
import { startPings } from '../ping-agent.ts';

const TARGETS = Array.from({ length: 105 }, (_, index) => `127.0.1.${index + 1}`);
/** One packet a second to each: the default of the product. */
const INTERVAL_MS = 1_000;
const SETTLE_MS = 5_000;
const MEASURE_MS = 20_000;

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** CPU of a process and of the children that it has now, seconds. */
function cpuOfTree(pid: number): number {
  const own = cpuSecondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.reduce((sum, child) => sum + cpuOfTree(child), own);
}

async function measure(child: ChildProcess, rtts: () => number[]) {
  const pid = child.pid ?? 0;
  try {
    await pause(SETTLE_MS);
    rtts();
    const before = cpuOfTree(pid);
    await pause(MEASURE_MS);
    const seconds = cpuOfTree(pid) - before;
    const seen = rtts().sort((a, b) => a - b);
    return {
      figures: {
        cpu_ms_a_probe: (seconds * 1_000) / (TARGETS.length * (MEASURE_MS / INTERVAL_MS)),
        rtt_p50_ms: seen[Math.floor(seen.length / 2)] ?? Number.NaN,
      },
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Lines of a child, each turned into round-trip times; taking them empties the list. */
function collect(child: ChildProcess, read: (line: string) => number[]): () => number[] {
  let rtts: number[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => rtts.push(...read(line)));
  return () => {
    const taken = rtts;
    rtts = [];
    return taken;
  };
}

const fping: Subject = {
  name: 'fping',
  run() {
    const args = ['-l', '-p', String(INTERVAL_MS), '-t', '1000', '-i', '1', ...TARGETS];
    const child = spawn('fping', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const read = (line: string) => [Number(/, ([\d.]+) ms \(/.exec(line)?.[1])].filter(Number.isFinite);
    return measure(child, collect(child, read));
  },
};

function averageRtts(line: string): number[] {
  return parseLines(line, 'ns', 0).points.flatMap(
    (point) => numericField(point, 'average_response_ms') ?? [],
  );
}

export const bench: BenchCase = {
  name: 'ping',
  describes: `${TARGETS.length} targets of loopback, a packet a second to each, over ${MEASURE_MS / 1_000} s; fping under us counted`,
  rounds: 3,
  ratios: [['canhmang', 'fping', 'cpu_ms_a_probe']],
  async prepare() {
    if (!hasCommand('fping')) throw new Unmeasurable('the Debian package fping is missing');
    const ours: Subject = {
      name: 'canhmang',
      async run() {
        const child = await startPings(TARGETS, INTERVAL_MS);
        return measure(child, collect(child, averageRtts));
      },
    };
    return { subjects: [ours, fping] };
  },
};
