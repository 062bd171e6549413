/** An hour on a line that loses packets, through the agent's rounds and the collector's engine, with default settings. */
import { describe, expect, it } from 'vitest';
import type { PacketResult, PacketRound } from '../../../../agent/probes/packet-round.ts';
import { RoundTracker, summariseRound } from '../../../../agent/probes/packet-round.ts';
import { StateTracker } from '../../../../collector/state/tracker.ts';
import { installationSchema } from '../../../../config/schema/installation.ts';
import type { Point } from '../../../../model/point.ts';
import { pingSettingsSchema } from '../../../../model/probe-settings.ts';

const HOUR_MS = 3_600_000;
const ROUND_MS = 5_000;
const START = 1_000_000_000;
const PING = pingSettingsSchema.parse({});
const QUALITY = installationSchema.shape.quality.parse(undefined);
const STATES = installationSchema.shape.states.parse(undefined);

/** Mulberry32: the same numbers for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pointOf({ startMs, results, refuted }: PacketRound): Point {
  const { sent, received, lossPercent, spanMs } = summariseRound(results);
  const fields = {
    packets_transmitted: BigInt(sent),
    packets_received: BigInt(received),
    percent_packet_loss: lossPercent,
    span_ms: BigInt(Math.round(spanMs)),
    average_response_ms: 20,
    confirmed: refuted,
  };
  return { measurement: 'ping', tags: { role: 'reach', site: 'a' }, fields, timeMs: startMs };
}

/** @returns the states that the site was in, in order, while the chance of a packet's way there and back is given. */
function statesOf(lossAt: (afterMs: number) => number, random: () => number): string[] {
  const { failed_rounds, poor_rounds, fine_rounds, silence } = STATES;
  const limits = {
    failedRounds: failed_rounds,
    poorRounds: poor_rounds,
    fineRounds: fine_rounds,
    silenceMs: silence,
  };
  const tracker = new StateTracker({
    limitsOf: () => limits,
    quality: { lossPercent: QUALITY.loss_percent, jitterMs: QUALITY.jitter_ms, rttMs: QUALITY.rtt_ms },
    subjects: ['site:a'],
    resumed: [],
    evidenceMs: 0,
    nowMs: START,
  });
  const rounds = new RoundTracker({ packets: PING.packets, confirmPackets: PING.confirm_packets });
  const states: string[] = [];
  const packet = (sentMs: number): PacketResult => ({
    sentMs,
    rttMs: random() < lossAt(sentMs - START) ? undefined : 20,
  });
  const emit = (finished: readonly PacketRound[], nowMs: number) => {
    for (const { to } of tracker.feed(finished.map(pointOf), nowMs).transitions) states.push(to);
  };
  for (let sentMs = START; sentMs < START + HOUR_MS; sentMs += ROUND_MS / PING.packets) {
    const step = rounds.add(packet(sentMs));
    emit(step.rounds, sentMs + PING.timeout);
    // A packet is known to be lost when its time is over.
    for (let number = 0; step.confirm && rounds.confirming; number++)
      emit(
        rounds.addConfirmation(packet(sentMs + PING.timeout + number * PING.confirm_interval)),
        sentMs + 2 * PING.timeout,
      );
  }
  return states;
}

describe('an hour in which a packet in so many is lost', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);

  it.each([0.2, 0.25])('%d: is degraded, and no outage', (loss) => {
    for (const seed of seeds) {
      const states = statesOf(() => loss, randomOf(seed));
      expect([seed, states.includes('down'), states.includes('degraded')]).toEqual([seed, false, true]);
    }
  });

  it('and a line that is cut within it is an outage all the same', () => {
    const cutFromMs = 1_800_000;
    const lossAt = (afterMs: number) => (afterMs >= cutFromMs && afterMs < cutFromMs + 20_000 ? 1 : 0.2);
    for (const seed of seeds) {
      const states = statesOf(lossAt, randomOf(seed));
      expect([seed, states.filter((state) => state === 'down').length]).toEqual([seed, 1]);
    }
  });
});
