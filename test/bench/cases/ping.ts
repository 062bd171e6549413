/** What our ping costs beside fping alone, on the same targets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseLines } from '../../../model/line-protocol.ts';
import { numericField } from '../../../model/point.ts';
import { hasCommand } from '../../setup/debian-packages.mjs';
import type { BenchCase, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { PACKETS, startPings } from '../ping-agent.ts';

const TARGETS = Array.from({ length: 105 }, (_, index) => `127.0.1.${index + 1}`);
/** One packet a second to each: the default of the product. */
const INTERVAL_MS = 1_000;
/** After start, and after the collection of what the start left behind; an agent runs for months. */
const SETTLE_MS = 20_000;
/** Until the engine has compiled what runs a hundred times a second. */
const COMPILED_MS = 100_000;
const MEASURE_MS = 20_000;
const PROBES = TARGETS.length * (MEASURE_MS / INTERVAL_MS);
/** Of the packets that are due; with fewer the CPU of a probe would say nothing. */
const LEAST_PART = 0.95;

/** CPU of a process and of the children that it has now, milliseconds; the scheduler counts nanoseconds. */
function cpuOfTree(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const folder = `/proc/${pid}/task/${task}`;
    const own = Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    const children = readFileSync(`${folder}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return children.reduce((more, child) => more + cpuOfTree(child), sum + own);
  }, 0);
}

/** @param averages takes what has come of averages of `PACKETS` round trips each. */
async function measure(child: ChildProcess, averages: () => number[], settleMs: number) {
  const pid = child.pid ?? 0;
  try {
    await pause(settleMs);
    averages();
    const before = cpuOfTree(pid);
    await pause(MEASURE_MS);
    const cpuMs = cpuOfTree(pid) - before;
    const seen = averages().sort((a, b) => a - b);
    const probes = seen.length * PACKETS;
    if (probes < PROBES * LEAST_PART) throw new Error(`${probes} of ${PROBES} packets were told of`);
    return { cpu_ms_a_probe: cpuMs / PROBES, rtt_ms: seen[Math.floor(seen.length / 2)] ?? Number.NaN };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Lines of a child, each turned into numbers; taking them empties the list. */
function collect(child: ChildProcess, read: (line: string) => number[]): () => number[] {
  let found: number[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => found.push(...read(line)));
  return () => {
    const taken = found;
    found = [];
    return taken;
  };
}

/** Averages of each target's round trips, five at a time, as our rounds have them. */
function averagesOfFping(): (line: string) => number[] {
  const byTarget = new Map<string, number[]>();
  return (line) => {
    const [, target = '', rtt] = /^(\S+) .*, ([\d.]+) ms \(/.exec(line) ?? [];
    if (rtt === undefined) return [];
    const rtts = [...(byTarget.get(target) ?? []), Number(rtt)];
    byTarget.set(target, rtts.length === PACKETS ? [] : rtts);
    return rtts.length === PACKETS ? [rtts.reduce((sum, one) => sum + one, 0) / PACKETS] : [];
  };
}

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
  limits: [
    { ratioOf: ['canhmang', 'fping', 'cpu_ms_a_probe'], atMost: 1.2 },
    { subject: 'canhmang', figure: 'rtt_bias_ms', atMost: 0.05 },
  ],
  async prepare() {
    if (!hasCommand('fping')) throw new Unmeasurable('the Debian package fping is missing');
    let peerMs = Number.NaN;
    const fping: Subject = {
      name: 'fping',
      async run() {
        const args = ['-l', '-p', String(INTERVAL_MS), '-t', '1000', '-i', '1', ...TARGETS];
        const child = spawn('fping', args, { stdio: ['ignore', 'pipe', 'ignore'] });
        const figures = await measure(child, collect(child, averagesOfFping()), SETTLE_MS);
        peerMs = figures.rtt_ms;
        return { figures };
      },
    };
    const ours: Subject = {
      name: 'canhmang',
      async run() {
        const child = await startPings(TARGETS, INTERVAL_MS);
        const figures = await measure(child, collect(child, averageRtts), COMPILED_MS);
        // Beside fping's of just before: the median of averages of five.
        return { figures: { ...figures, rtt_bias_ms: Math.abs(figures.rtt_ms - peerMs) } };
      },
    };
    return { subjects: [fping, ours] };
  },
};
