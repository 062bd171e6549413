/** UDP round trips to a STAMP reflector (RFC 8762). */
import type { FieldValue, Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import { voiceQuality } from '../../../model/voice-quality.ts';
import { stampCodec } from '../../stamp-codec.ts';
import type { PacketRound } from '../packet-round.ts';
import { interarrivalJitterMs, summariseRound } from '../packet-round.ts';
import { startPacketStream } from '../packet-stream.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { DirectionTracker } from './direction.ts';
import type { StampResult } from './session.ts';
import { StampSession } from './session.ts';

/** A jitter buffer holds packets back by about this many times the jitter. */
const JITTER_BUFFER = 2;

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

/** What is carried on from round to round. */
interface StampStream {
  jitter: StampJitter;
  readonly direction: DirectionTracker;
}

interface StampJitter {
  readonly forwardMs: number;
  readonly backMs: number;
}

function continueJitter(before: StampJitter, results: readonly StampResult[]): StampJitter {
  const forward = results.map((result) => result.forwardTransitMs).filter(isNumber);
  const back = results.map((result) => result.backTransitMs).filter(isNumber);
  return {
    forwardMs: interarrivalJitterMs(forward, before.forwardMs),
    backMs: interarrivalJitterMs(back, before.backMs),
  };
}

function stampPoint(job: JobOf<'stamp'>, round: PacketRound<StampResult>, stream: StampStream): Point {
  const { sent, received, lossPercent, rtt } = summariseRound(round.results);
  const fields: Record<string, FieldValue> = {
    sent: BigInt(sent),
    received: BigInt(received),
    loss_percent: lossPercent,
    confirmed: round.refuted,
  };
  stream.jitter = continueJitter(stream.jitter, round.results);
  for (const { numbers } of round.results) if (numbers) stream.direction.add(numbers);
  const lost = job.settings.stateful ? stream.direction.take() : undefined;
  if (lost) {
    fields.lost_forward = BigInt(lost.forward);
    fields.lost_back = BigInt(lost.back);
  }
  if (rtt) {
    const { forwardMs, backMs } = stream.jitter;
    const voice = voiceQuality(rtt.avg / 2 + JITTER_BUFFER * Math.max(forwardMs, backMs), lossPercent);
    fields.rtt_min_ms = rtt.min;
    fields.rtt_avg_ms = rtt.avg;
    fields.rtt_max_ms = rtt.max;
    fields.jitter_forward_ms = forwardMs;
    fields.jitter_back_ms = backMs;
    fields.r_factor = voice.rFactor;
    fields.mos = voice.mos;
  }
  return {
    measurement: 'stamp',
    tags: { ...job.tags, role: job.role, target: job.target },
    fields,
    timeMs: round.startMs,
  };
}

export const stampProbe: Probe<'stamp'> = {
  kind: 'stamp',
  start(job: JobOf<'stamp'>, context: ProbeContext): RunningProbe {
    const { host, port } = splitTarget(job.target, job.settings.port);
    let complained = false;
    const carried: StampStream = { jitter: { forwardMs: 0, backMs: 0 }, direction: new DirectionTracker() };
    const session = new StampSession({
      host,
      port,
      timeoutMs: job.settings.timeout,
      codec: stampCodec(job.settings.key),
      onError: (error) => {
        if (!complained) context.logger.warn({ job: job.id, err: error }, 'stamp: socket error');
        complained = true;
      },
    });
    const stream = startPacketStream<StampResult>({
      jobId: job.id,
      periodMs: job.periodMs,
      settings: job.settings,
      context,
      send: () => session.send(),
      onRound: (round) => {
        if (!round.refuted && round.results.some((result) => result.rttMs !== undefined)) complained = false;
        context.emit([stampPoint(job, round, carried)]);
      },
    });
    return {
      stop() {
        stream.stop();
        session.close();
      },
    };
  },
};
