/** Our STAMP sender beside fping: how true its round trips are, and what twenty sessions cost. */
import { spawn } from 'node:child_process';
import { pino } from 'pino';
import { startPacketStream } from '../../../agent/probes/packet-stream.ts';
import type { StampResult } from '../../../agent/probes/stamp/session.ts';
import { StampSession } from '../../../agent/probes/stamp/session.ts';
import { startReflector } from '../../../agent/reflector/reflector.ts';
import { Scheduler } from '../../../agent/scheduler.ts';
import { stampCodec } from '../../../agent/stamp-codec.ts';
import { hasCommand } from '../../setup/debian-packages.mjs';
import type { BenchCase, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { measureCall } from '../measure.ts';

/** Fifty packets a second, as a voice call sends. */
const INTERVAL_MS = 20;
const DURATION_MS = 10_000;
const SESSIONS = 20;
const TIMEOUT_MS = 1_000;

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** Runs sessions for the duration. @returns all round-trip times, sorted, milliseconds. */
async function runSessions(port: number, sessions: number): Promise<number[]> {
  const scheduler = new Scheduler();
  const context = { scheduler, logger: pino({ level: 'silent' }), now: Date.now, emit: () => {} };
  const rtts: number[] = [];
  const running = Array.from({ length: sessions }, (_, index) => {
    const session = new StampSession({
      ...{ host: '127.0.0.1', port, timeoutMs: TIMEOUT_MS, codec: stampCodec(undefined) },
      onError: (error) => {
        throw error;
      },
    });
    const stream = startPacketStream<StampResult>({
      ...{ jobId: `session ${index}`, periodMs: INTERVAL_MS * 50, context },
      settings: { packets: 50, confirm_packets: 0, confirm_interval: 100 },
      send: () => session.send(),
      onRound: (round) => {
        for (const { rttMs } of round.results) if (rttMs !== undefined) rtts.push(rttMs);
      },
    });
    return { session, stream };
  });
  await pause(DURATION_MS);
  for (const { session, stream } of running) {
    stream.stop();
    session.close();
  }
  return rtts.sort((a, b) => a - b);
}

function fping(): Promise<number[]> {
  const count = String(DURATION_MS / INTERVAL_MS);
  return new Promise((resolve, reject) => {
    const child = spawn('fping', ['-q', '-C', count, '-p', String(INTERVAL_MS), '127.0.0.1']);
    let text = '';
    child.stderr.on('data', (data: Buffer) => {
      text += data.toString();
    });
    child.once('error', reject);
    child.once('close', () => {
      const rtts = text.split(':')[1]?.trim().split(/\s+/).map(Number) ?? [];
      resolve(rtts.filter(Number.isFinite).sort((a, b) => a - b));
    });
  });
}

export const bench: BenchCase = {
  name: 'stamp',
  describes: `STAMP on loopback, a packet every ${INTERVAL_MS} ms for ${DURATION_MS / 1_000} s; sender and reflector in one process`,
  rounds: 3,
  ratios: [['one session', 'fping', 'rtt_p50_ms']],
  limits: [{ subject: 'twenty sessions', figure: 'cpu_percent_both_ends', atMost: 20 }],
  async prepare() {
    if (!hasCommand('fping')) throw new Unmeasurable('the Debian package fping is missing');
    const logger = { info() {}, warn() {} };
    const reflector = await startReflector({
      host: '127.0.0.1',
      port: 0,
      codec: stampCodec(undefined),
      logger,
    });
    const ours = (name: string, sessions: number): Subject => ({
      name,
      async run() {
        const { result, cost } = await measureCall(() => runSessions(reflector.port, sessions));
        return {
          figures: {
            rtt_p50_ms: percentile(result, 0.5),
            rtt_p99_ms: percentile(result, 0.99),
            packets: result.length,
            // Of one core; the reflector's part is in it, because it runs in the same process.
            cpu_percent_both_ends: (100 * cost.cpu_ms) / cost.wall_ms,
          },
        };
      },
    });
    const peer: Subject = {
      name: 'fping',
      async run() {
        const rtts = await fping();
        return {
          figures: {
            rtt_p50_ms: percentile(rtts, 0.5),
            rtt_p99_ms: percentile(rtts, 0.99),
            packets: rtts.length,
          },
        };
      },
    };
    return {
      subjects: [ours('one session', 1), peer, ours('twenty sessions', SESSIONS)],
      close: () => reflector.close(),
    };
  },
};
