/** Drives a round tracker: sends packets at the job's interval and a burst when the tracker asks for proof. */
import type { PacketResult, PacketRound } from './packet-round.ts';
import { RoundTracker } from './packet-round.ts';
import type { ProbeContext, RunningProbe } from './probe.ts';

export interface StreamSettings {
  readonly packets: number;
  readonly confirm_packets: number;
  /** Milliseconds between the packets of a burst. */
  readonly confirm_interval: number;
}

/**
 * @param send sends one packet and settles, at the latest after the job's time limit, with what became of it.
 * @param onRound takes each finished round.
 */
export function startPacketStream<R extends PacketResult>(options: {
  readonly jobId: string;
  /** Of a round; its packets are spread evenly over it. */
  readonly periodMs: number;
  readonly settings: StreamSettings;
  readonly context: ProbeContext;
  readonly send: (settle: (result: R) => void) => void;
  readonly onRound: (round: PacketRound<R>) => void;
}): RunningProbe {
  const { settings, context, send, onRound } = options;
  const tracker = new RoundTracker<R>({
    packets: settings.packets,
    confirmPackets: settings.confirm_packets,
  });
  let stopped = false;
  let burstTimer: NodeJS.Timeout | undefined;
  /** The burst under way; what comes late of an earlier one proves nothing for this. */
  let present = 0;

  const burst = (number: number, left: number) => {
    if (stopped || left === 0 || number !== present || !tracker.confirming) return;
    burstTimer = setTimeout(() => burst(number, left - 1), settings.confirm_interval);
    send((result) => {
      if (!stopped && number === present) tracker.addConfirmation(result).forEach(onRound);
    });
  };
  const settle = (result: R) => {
    if (stopped) return;
    const step = tracker.add(result);
    step.rounds.forEach(onRound);
    if (!step.confirm) return;
    clearTimeout(burstTimer);
    burst(++present, settings.confirm_packets);
  };
  // Packets leave at their interval, whatever the answer to the one before takes.
  const stopRounds = context.scheduler.every(options.jobId, options.periodMs / settings.packets, () =>
    send(settle),
  );
  return {
    reportNow: () => tracker.flush().forEach(onRound),
    stop() {
      stopped = true;
      stopRounds();
      clearTimeout(burstTimer);
    },
  };
}
