/** Our STAMP sender beside fping and beside bare Node: how true its round trips are, and what twenty sessions cost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { linkTo } from '../../../agent/probes/stamp/link.ts';
import { stampProbe } from '../../../agent/probes/stamp/probe.ts';
import { StampSession } from '../../../agent/probes/stamp/session.ts';
import { Scheduler } from '../../../agent/scheduler.ts';
import { stampCodec } from '../../../agent/stamp-codec.ts';
import { stampSettingsSchema } from '../../../model/probe-settings.ts';
import { bundleProgram } from '../../setup/bundle.mjs';
import { hasCommand } from '../../setup/debian-packages.mjs';
import { bareNodeRtts, startBareEcho } from '../bare-udp.ts';
import type { BenchCase, Figures, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { measureCall, measureProcess } from '../measure.ts';

/** Fifty packets a second, as a voice call sends. */
const INTERVAL_MS = 20;
const DURATION_MS = 10_000;
const PACKETS = DURATION_MS / INTERVAL_MS;
const SESSIONS = 20;
const TIMEOUT_MS = 1_000;
/** Before the CPU of sessions is counted: an agent runs for months, its code is compiled once. */
const SETTLE_MS = 4_000;

const REFLECTOR = fileURLToPath(new URL('../../lab/helpers/reflector.ts', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../../dist/bench/reflector.mjs', import.meta.url));

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function rttFigures(rtts: readonly number[]): Figures {
  const sorted = [...rtts].sort((a, b) => a - b);
  return {
    rtt_p50_ms: percentile(sorted, 0.5),
    rtt_p99_ms: percentile(sorted, 0.99),
    packets: sorted.length,
  };
}

/** One session at its pace. @returns all round-trip times, milliseconds. */
async function sessionRtts(port: number): Promise<number[]> {
  const rtts: number[] = [];
  const session = new StampSession({
    open: linkTo('127.0.0.1', port, (error) => {
      throw error;
    }),
    timeoutMs: TIMEOUT_MS,
    codec: stampCodec(undefined),
  });
  const timer = setInterval(() => {
    session.send(({ rttMs }) => rttMs !== undefined && rtts.push(rttMs));
  }, INTERVAL_MS);
  await pause(DURATION_MS);
  clearInterval(timer);
  session.close();
  return rtts;
}

/** The whole probe, as an agent runs it, in rounds of a second. @returns packets answered, and what they cost. */
async function probeSessions(port: number, reflectorCpuMs: () => number) {
  const scheduler = new Scheduler();
  let received = 0;
  const context = {
    scheduler,
    logger: pino({ level: 'silent' }),
    now: Date.now,
    emit: (points: readonly { fields: Readonly<Record<string, unknown>> }[]) => {
      for (const { fields } of points) received += Number(fields.received);
    },
  };
  const settings = stampSettingsSchema.parse({ packets: 1_000 / INTERVAL_MS, confirm_packets: 0 });
  const running = Array.from({ length: SESSIONS }, (_, index) =>
    stampProbe.start(
      {
        ...{ kind: 'stamp', id: `session ${index}`, periodMs: 1_000, role: 'reach', tags: {} },
        ...{ target: `127.0.0.1:${port}`, settings },
      },
      context,
    ),
  );
  await pause(SETTLE_MS);
  const before = { received, reflectorMs: reflectorCpuMs() };
  const { cost } = await measureCall(() => pause(DURATION_MS));
  const reflectorMs = reflectorCpuMs() - before.reflectorMs;
  for (const probe of running) probe.stop();
  return {
    packets: received - before.received,
    cpu_percent: (100 * cost.cpu_ms) / cost.wall_ms,
    reflector_cpu_percent: (100 * reflectorMs) / cost.wall_ms,
  };
}

async function fpingRtts(): Promise<number[]> {
  const child = spawn('fping', ['-q', '-C', String(PACKETS), '-p', String(INTERVAL_MS), '127.0.0.1']);
  let text = '';
  child.stderr.on('data', (data: Buffer) => {
    text += data.toString();
  });
  await once(child, 'close');
  return (text.split(':')[1]?.trim().split(/\s+/).map(Number) ?? []).filter(Number.isFinite);
}

/** The reflector in a process of its own, as in the field; @returns it and its port. */
async function startReflectorProcess(): Promise<{ child: ChildProcess; port: number }> {
  await bundleProgram(REFLECTOR, BUNDLE);
  const child = spawn(process.execPath, [BUNDLE, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, port: Number(line?.split(' ').at(-1)) };
}

export const bench: BenchCase = {
  name: 'stamp',
  describes: `STAMP on loopback, a packet every ${INTERVAL_MS} ms for ${DURATION_MS / 1_000} s; sender and reflector are two processes`,
  rounds: 3,
  ratios: [
    ['one session', 'fping', 'rtt_p50_ms'],
    ['one session', 'bare Node', 'rtt_p50_ms'],
    ['one session', 'bare Node', 'rtt_p99_ms'],
  ],
  limits: [
    // Handing packets over and waiting for the program are most of what a plain program measures.
    { ratioOf: ['one session', 'bare Node', 'rtt_p50_ms'], atMost: 0.6 },
    { subject: 'twenty sessions', figure: 'cpu_percent', atMost: 10 },
    { subject: 'twenty sessions', figure: 'reflector_cpu_percent', atMost: 10 },
  ],
  async prepare() {
    if (!hasCommand('fping')) throw new Unmeasurable('the Debian package fping is missing');
    const reflector = await startReflectorProcess();
    const echo = await startBareEcho();
    const withRtts = (name: string, run: () => Promise<number[]>): Subject => ({
      name,
      run: async () => ({ figures: rttFigures(await run()) }),
    });
    const twenty: Subject = {
      name: 'twenty sessions',
      run: async () => ({
        figures: await probeSessions(
          reflector.port,
          () => measureProcess(reflector.child).cpuSeconds * 1_000,
        ),
      }),
    };
    return {
      subjects: [
        withRtts('one session', () => sessionRtts(reflector.port)),
        withRtts('fping', fpingRtts),
        withRtts('bare Node', () => bareNodeRtts(echo.port, PACKETS, INTERVAL_MS)),
        twenty,
      ],
      async close() {
        for (const { child } of [reflector, echo]) {
          child.kill('SIGTERM');
          await once(child, 'exit');
        }
      },
    };
  },
};
