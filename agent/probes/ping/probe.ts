/** ICMP echo, through fping where it is installed and the system's ping otherwise. */
import { spawnSync } from 'node:child_process';
import type { Logger } from 'pino';
import type { FieldValue, Point } from '../../../model/point.ts';
import type { PacketRound } from '../packet-round.ts';
import { interarrivalJitterMs, RoundTracker, rttsOf, summariseRound } from '../packet-round.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { PingBackend } from './backend.ts';
import { FpingBackend } from './fping.ts';
import { SystemPingBackend } from './system-ping.ts';

/** Telegraf's ping plugin: 0 success, 1 no such host, 2 ping error. */
const RESULT_SUCCESS = 0n;
const RESULT_ERROR = 2n;

let backend: PingBackend | undefined;

/** Chosen with the first job and shared by all: one fping serves every target. */
function sharedBackend(logger: Logger): PingBackend {
  if (!backend) {
    const fping = spawnSync('fping', ['-v'], { stdio: 'ignore' });
    backend = fping.status === 0 ? new FpingBackend(logger) : new SystemPingBackend(logger);
    logger.info({ backend: backend.name }, 'ping: back-end chosen');
  }
  return backend;
}

function pingPoint(job: JobOf<'ping'>, round: PacketRound, jitterMs: number): Point {
  const { sent, received, lossPercent, spanMs, rtt } = summariseRound(round.results);
  const fields: Record<string, FieldValue> = {
    packets_transmitted: BigInt(sent),
    packets_received: BigInt(received),
    percent_packet_loss: lossPercent,
    result_code: received > 0 ? RESULT_SUCCESS : RESULT_ERROR,
    confirmed: round.refuted,
  };
  if (rtt) {
    fields.span_ms = BigInt(Math.round(spanMs));
    fields.minimum_response_ms = rtt.min;
    fields.average_response_ms = rtt.avg;
    fields.maximum_response_ms = rtt.max;
    fields.standard_deviation_ms = rtt.deviation;
    fields.jitter_ms = jitterMs;
  }
  return {
    measurement: 'ping',
    tags: { ...job.tags, role: job.role, url: job.target },
    fields,
    timeMs: round.startMs,
  };
}

export const pingProbe: Probe<'ping'> = {
  kind: 'ping',
  start(job: JobOf<'ping'>, context: ProbeContext): RunningProbe {
    const { settings } = job;
    const echo = sharedBackend(context.logger);
    const stream = {
      host: job.target,
      timeoutMs: settings.timeout,
      size: settings.size,
      dscp: settings.dscp,
    };
    const tracker = new RoundTracker({ packets: settings.packets, confirmPackets: settings.confirm_packets });
    let jitterMs = 0;
    const emit = (rounds: readonly PacketRound[]) => {
      for (const round of rounds) {
        jitterMs = interarrivalJitterMs(rttsOf(round.results), jitterMs);
        context.emit([pingPoint(job, round, jitterMs)]);
      }
    };
    let endBurst = () => {};
    const burst = () => {
      endBurst();
      endBurst = echo.stream(
        { ...stream, intervalMs: settings.confirm_interval, exclusive: true },
        (result) => {
          emit(tracker.addConfirmation(result));
          if (!tracker.confirming) endBurst();
        },
      );
    };
    const end = echo.stream(
      { ...stream, intervalMs: Math.round(job.periodMs / settings.packets), exclusive: false },
      (result) => {
        const step = tracker.add(result);
        emit(step.rounds);
        if (step.confirm) burst();
      },
    );
    return {
      reportNow: () => emit(tracker.flush()),
      stop() {
        end();
        endBurst();
      },
    };
  },
};
