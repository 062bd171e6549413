/** UDP round trips to a STAMP reflector (RFC 8762). */
import type { Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import { handedSockets } from '../../handed-sockets.ts';
import { stampCodec } from '../../stamp-codec.ts';
import { startPacketStream } from '../packet-stream.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import { linkTo } from './link.ts';
import { markedLinkTo, markedSocketName } from './marked-link.ts';
import { StampReport } from './report.ts';
import type { StampResult } from './session.ts';
import { StampSession } from './session.ts';

export const stampProbe: Probe<'stamp'> = {
  kind: 'stamp',
  start(job: JobOf<'stamp'>, context: ProbeContext): RunningProbe {
    const { settings } = job;
    const { host, port } = splitTarget(job.target, settings.port);
    const name = markedSocketName(settings.dscp);
    const descriptor = handedSockets(process.env, process.pid).get(name);
    if (settings.dscp > 0 && descriptor === undefined) {
      // Packets without the mark would measure another queue, and none at all would look like a dead line.
      context.logger.error(
        { job: job.id, dscp: settings.dscp, socket: name },
        'stamp: not measured: its code point needs a socket that the agent is started with (docs/configuration.md)',
      );
      return { stop() {} };
    }
    let complained = false;
    const report = new StampReport(settings);
    const onError = (error: Error) => {
      if (!complained) context.logger.warn({ job: job.id, err: error }, 'stamp: socket error');
      complained = true;
    };
    const session = new StampSession({
      open:
        settings.dscp > 0 && descriptor !== undefined
          ? markedLinkTo({ host, port, descriptor }, onError)
          : linkTo(host, port, onError),
      timeoutMs: settings.timeout,
      codec: stampCodec(settings.key),
      paddingBytes: settings.padding,
      onAnswer: (numbers, repeat) => report.answered(numbers, repeat),
    });
    const stream = startPacketStream<StampResult>({
      jobId: job.id,
      periodMs: job.periodMs,
      settings,
      context,
      send: (settle) => session.send(settle),
      onRound: (round) => {
        if (!round.refuted && round.results.some((result) => result.rttMs !== undefined)) complained = false;
        const point: Point = {
          measurement: 'stamp',
          tags: { ...job.tags, role: job.role, target: job.target },
          fields: report.fieldsOf(round),
          timeMs: round.startMs,
        };
        context.emit([point]);
      },
    });
    return {
      ...stream,
      stop() {
        stream.stop();
        session.close();
      },
    };
  },
};
