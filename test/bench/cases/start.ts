/** How soon a command answers and an agent measures, and how much of it has to be carried to a site. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VERSION } from '../../../model/version.ts';
import { withAgent } from '../agent-process.ts';
import type { BenchCase, Figures, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { startCollectorStandIn } from '../collector-stand-in.ts';
import { PROGRAM } from '../servers.ts';
import { hostJob, pingJob } from '../site-jobs.ts';

const DIST = dirname(PROGRAM);
const ONE_FILE = join(DIST, `packages/canhmang-agent-${VERSION}.cjs`);
/** Of one command: the quickest of so many, because whatever else runs here only ever makes it slower. */
const TRIES = 5;

/** The programs' own files; Node itself is in use by whoever measures. */
function programFiles(): string[] {
  const parts = readdirSync(join(DIST, 'parts')).filter((name) => name.endsWith('.js'));
  return [PROGRAM, ONE_FILE, ...parts.map((name) => join(DIST, 'parts', name))];
}

/** Has the system forget what it holds of a file (posix_fadvise(2), POSIX_FADV_DONTNEED). */
function forget(file: string): void {
  spawnSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none']);
}

async function timeOf(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: 'ignore' });
  await once(child, 'close');
  return performance.now() - startMs;
}

async function quickest(args: readonly string[], before: () => void = () => {}): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES; tried++) {
    before();
    bestMs = Math.min(bestMs, await timeOf(args));
  }
  return bestMs;
}

const megabytes = (file: string) => statSync(file).size / 1e6;

function command(name: string, args: readonly string[], more: Figures = {}): Subject {
  return {
    name,
    async run() {
      const warmMs = await quickest(args);
      const coldMs = await quickest(args, () => programFiles().forEach(forget));
      return { figures: { warm_ms: warmMs, cold_ms: coldMs, ...more } };
    },
  };
}

export const bench: BenchCase = {
  name: 'start',
  describes: `the quickest of ${TRIES} starts, cold: with the program’s own files not in memory; an agent’s first measurement is counted when the collector has it`,
  rounds: 3,
  ratios: [
    ['canhmang --help', 'node -e 0', 'warm_ms'],
    ['one file --help', 'node -e 0', 'warm_ms'],
    ['agent, one file', 'agent', 'first_measurement_ms'],
  ],
  limits: [
    { subject: 'canhmang --help', figure: 'warm_ms', atMost: 120 },
    { subject: 'one file --help', figure: 'warm_ms', atMost: 120 },
    { subject: 'one file --help', figure: 'size_mb', atMost: 3 },
    { subject: 'agent', figure: 'first_measurement_ms', atMost: 700 },
    { subject: 'agent, one file', figure: 'first_measurement_ms', atMost: 700 },
  ],
  async prepare() {
    if (!existsSync(ONE_FILE))
      throw new Unmeasurable('the agent’s one file is not there: npm run package -- --only agent');
    const jobs = [hostJob(5_000), ...[0, 1, 2, 3, 4].map((index) => pingJob(index, 5_000))];
    const collector = await startCollectorStandIn({ jobs: () => jobs });
    const agent = (name: string, program: string): Subject => ({
      name,
      async run() {
        let bestMs = Number.POSITIVE_INFINITY;
        for (let tried = 0; tried < TRIES; tried++) {
          const startMs = performance.now();
          const first = collector.nextBatch();
          bestMs = Math.min(
            bestMs,
            await withAgent(collector.url, async () => (await first) - startMs, program),
          );
        }
        return { figures: { first_measurement_ms: bestMs } };
      },
    });
    return {
      subjects: [
        command('node -e 0', ['-e', '0']),
        command('canhmang --help', [PROGRAM, '--help']),
        command('one file --help', [ONE_FILE, '--help'], { size_mb: megabytes(ONE_FILE) }),
        agent('agent', PROGRAM),
        agent('agent, one file', ONE_FILE),
      ],
      close: () => collector.close(),
    };
  },
};
