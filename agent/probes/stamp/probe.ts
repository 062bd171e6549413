/** UDP round trips to a STAMP reflector (RFC 8762). */
import type { FieldValue, Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import type { PacketRound } from '../packet-round.ts';
import { interarrivalJitterMs, summariseRound } from '../packet-round.ts';
import { startPacketStream } from '../packet-stream.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { StampResult } from './session.ts';
import { StampSession } from './session.ts';

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

export function stampPoint(job: JobOf<'stamp'>, round: PacketRound<StampResult>): Point {
  const { sent, received, lossPercent, rtt } = summariseRound(round.results);
  const fields: Record<string, FieldValue> = {
    sent: BigInt(sent),
    received: BigInt(received),
    loss_percent: lossPercent,
    confirmed: round.refuted,
  };
  if (rtt) {
    const forward = round.results.map((result) => result.forwardTransitMs).filter(isNumber);
    const back = round.results.map((result) => result.backTransitMs).filter(isNumber);
    fields.rtt_min_ms = rtt.min;
    fields.rtt_avg_ms = rtt.avg;
    fields.rtt_max_ms = rtt.max;
    fields.jitter_forward_ms = interarrivalJitterMs(forward);
    fields.jitter_back_ms = interarrivalJitterMs(back);
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
    const session = new StampSession(host, port, job.settings.timeout, (error) => {
      if (!complained) context.logger.warn({ job: job.id, err: error }, 'stamp: socket error');
      complained = true;
    });
    const stream = startPacketStream<StampResult>({
      jobId: job.id,
      periodMs: job.periodMs,
      settings: job.settings,
      context,
      send: () => session.send(),
      onRound: (round) => {
        if (!round.refuted && round.results.some((result) => result.rttMs !== undefined)) complained = false;
        context.emit([stampPoint(job, round)]);
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
