import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketResult, PacketRound } from '../../../../agent/probes/packet-round.ts';
import { interarrivalJitterMs, RoundTracker, summariseRound } from '../../../../agent/probes/packet-round.ts';
import { seededRandom } from '../../../../simulator/random.ts';

function packet(sentMs: number, answered: boolean): PacketResult {
  return { sentMs, rttMs: answered ? 1 : undefined };
}

/** Regular packets: `o` is answered, `-` is lost; returns the rounds as text, refuted ones with `!`. */
function roundsOf(tracker: RoundTracker, marks: string, startMs = 0): string[] {
  return [...marks].flatMap((mark, index) =>
    tracker.add(packet(startMs + index, mark === 'o')).rounds.map(asText),
  );
}

function asText(round: PacketRound): string {
  const marks = round.results.map(({ rttMs }) => (rttMs === undefined ? '-' : 'o')).join('');
  return round.refuted ? `${marks}!` : marks;
}

function burstOf(tracker: RoundTracker, marks: string): string[] {
  return [...marks].flatMap((mark, index) =>
    tracker.addConfirmation(packet(1_000 + index, mark === 'o')).map(asText),
  );
}

interface Packet {
  readonly burst: boolean;
  readonly answered: boolean;
}

/** Plays packets through a tracker as a probe does: those of a burst only while one is under way. */
function play(events: readonly Packet[], limits: { packets: number; confirmPackets: number }) {
  const tracker = new RoundTracker(limits);
  const rounds: PacketRound[] = [];
  const regular: PacketResult[] = [];
  const lossesBeforeProof: number[] = [];
  let losses = 0;
  for (const [index, { burst, answered }] of events.entries()) {
    const result = packet(index, answered);
    if (burst && tracker.confirming) {
      losses = answered ? 0 : losses + 1;
      const finished = tracker.addConfirmation(result);
      if (finished.some(({ refuted }) => refuted)) lossesBeforeProof.push(losses);
      rounds.push(...finished);
    } else {
      regular.push(result);
      const step = tracker.add(result);
      if (step.confirm || answered) losses = 0;
      rounds.push(...step.rounds);
    }
  }
  return { rounds, regular, lossesBeforeProof };
}

describe('round tracker', () => {
  const limits = { packets: 3, confirmPackets: 4 };

  it('makes rounds of the wanted number of packets, the first of one', () => {
    expect(roundsOf(new RoundTracker(limits), 'ooooooo')).toEqual(['o', 'ooo', 'ooo']);
  });

  it('asks for a burst at a loss, once', () => {
    const tracker = new RoundTracker(limits);
    expect(['o', '-', '-'].map((mark, index) => tracker.add(packet(index, mark === 'o')).confirm)).toEqual([
      false,
      true,
      false,
    ]);
    expect(tracker.confirming).toBe(true);
  });

  it('asks for none where a burst has no packets', () => {
    const tracker = new RoundTracker({ packets: 3, confirmPackets: 0 });
    expect(tracker.add(packet(0, false))).toMatchObject({ confirm: false, rounds: [{ refuted: false }] });
  });

  it('takes a burst without any answer for proof, from the packet that set it off', () => {
    const tracker = new RoundTracker(limits);
    expect(roundsOf(tracker, 'oo-')).toEqual(['o']);
    const rounds = Array.from({ length: 4 }, (_, index) =>
      tracker.addConfirmation(packet(10 + index, false)),
    ).flat();
    expect(rounds.map(asText)).toEqual(['o', '-----!']);
    expect(rounds[1]!.startMs).toBe(2);
    expect(tracker.confirming).toBe(false);
  });

  it('ends a burst at its first answer', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'oo-');
    expect(burstOf(tracker, '--o')).toEqual([]);
    expect(tracker.confirming).toBe(false);
    expect(roundsOf(tracker, 'o')).toEqual(['o-o']);
  });

  it('ends a burst at an answer of the regular stream', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'oo-');
    expect(burstOf(tracker, '---')).toEqual([]);
    roundsOf(tracker, 'o');
    expect([tracker.confirming, burstOf(tracker, '-')]).toEqual([false, []]);
  });

  it('keeps a full round open until its burst has decided', () => {
    const tracker = new RoundTracker(limits);
    expect(roundsOf(tracker, 'o--ooo'.slice(0, 4))).toEqual(['o', '--o']);
    const waiting = new RoundTracker(limits);
    expect(roundsOf(waiting, 'o---')).toEqual(['o']);
    expect(burstOf(waiting, 'o')).toEqual(['---']);
  });

  it('asks for no more bursts once the target is proven down', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'o-');
    burstOf(tracker, '----');
    expect(tracker.add(packet(50, false)).confirm).toBe(false);
    expect(roundsOf(tracker, '--', 51)).toEqual(['---']);
  });

  it('begins a round of its own when the target is back', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'o-');
    burstOf(tracker, '----');
    expect(roundsOf(tracker, '-', 60)).toEqual([]);
    expect(tracker.add(packet(70, true)).rounds.map(asText)).toEqual(['-']);
    const { rounds } = [packet(80, true), packet(90, true)].map((result) => tracker.add(result))[1]!;
    expect(rounds).toMatchObject([{ startMs: 70, refuted: false }]);
  });

  it('puts every packet into one round, but for those of a burst that an answer ended', () => {
    const event = fc.record({ burst: fc.boolean(), answered: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 4 }),
        (events, packets, confirmPackets) => {
          const { rounds, regular, lossesBeforeProof } = play(events, { packets, confirmPackets });
          const counted = rounds.flatMap((round) => round.results);
          expect(new Set(counted).size).toBe(counted.length);
          // What is not in a round yet is the newest part of the regular stream.
          const inRounds = regular.filter((result) => counted.includes(result));
          expect(inRounds).toEqual(regular.slice(0, inRounds.length));
          expect(rounds.map(({ startMs }) => startMs)).toEqual(
            rounds.map(({ results }) => results[0]?.sentMs),
          );
          expect(rounds).toEqual(rounds.toSorted((one, other) => one.startMs - other.startMs));
          const proofs = rounds.filter(({ refuted }) => refuted);
          expect(proofs.flatMap(({ results }) => results.filter(({ rttMs }) => rttMs !== undefined))).toEqual(
            [],
          );
          expect(lossesBeforeProof).toEqual(proofs.map(() => confirmPackets));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([1, 2, 3, 4, 5])('proves nothing down in an hour of 20 per cent random loss (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const answered = () => random() >= 0.2;
    const tracker = new RoundTracker({ packets: 5, confirmPackets: 10 });
    let bursts = 0;
    let refuted = 0;
    for (let second = 0; second < 3_600; second++) {
      const step = tracker.add(packet(second * 1_000, answered()));
      if (step.confirm) bursts++;
      while (tracker.confirming) {
        for (const round of tracker.addConfirmation(packet(second * 1_000, answered())))
          if (round.refuted) refuted++;
      }
    }
    expect(bursts).toBeGreaterThan(500);
    expect(refuted).toBe(0);
  });
});

describe('a round that is asked for early', () => {
  const limits = { packets: 3, confirmPackets: 4 };

  it('has what was measured so far, and the next begins anew', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'oo');
    expect(tracker.flush().map(asText)).toEqual(['o']);
    expect(tracker.flush()).toEqual([]);
    expect(roundsOf(tracker, 'ooo', 10)).toEqual(['ooo']);
  });

  it('is none while a failure is suspected or proven', () => {
    const tracker = new RoundTracker(limits);
    roundsOf(tracker, 'oo-');
    expect(tracker.flush()).toEqual([]);
    burstOf(tracker, '----');
    expect(roundsOf(tracker, '-', 10)).toEqual([]);
    expect(tracker.flush()).toEqual([]);
  });
});

describe('the summary of a round', () => {
  it('counts losses and describes the answers', () => {
    const results = [2, 4, undefined, 6].map((rttMs, index) => ({ sentMs: index, rttMs }));
    expect(summariseRound(results)).toEqual({
      sent: 4,
      spanMs: 3,
      received: 3,
      lossPercent: 25,
      rtt: { min: 2, avg: 4, max: 6, deviation: Math.sqrt(8 / 3) },
    });
  });

  it('has no times where nothing was answered', () => {
    expect(summariseRound([packet(0, false)])).toEqual({
      sent: 1,
      spanMs: 0,
      received: 0,
      lossPercent: 100,
      rtt: undefined,
    });
  });

  it('loses nothing where nothing was sent', () => {
    expect(summariseRound([])).toMatchObject({ sent: 0, lossPercent: 0 });
  });
});

describe('rounds of a machine that stalled', () => {
  it('have times of their own, though their packets left in the same millisecond', () => {
    const tracker = new RoundTracker({ packets: 1, confirmPackets: 0 });
    const starts = [5, 5, 5, 9].flatMap((sentMs) =>
      tracker.add(packet(sentMs, true)).rounds.map((round) => round.startMs),
    );
    expect(starts).toEqual([5, 6, 7, 9]);
  });
});

describe('interarrival jitter (RFC 3550 section 6.4.1)', () => {
  it('is that of an example worked by hand', () => {
    // D = 16, 16, 0: J = 16/16 = 1; 1 + (16 - 1)/16 = 1.9375; 1.9375 - 1.9375/16 = 1.81640625.
    expect(interarrivalJitterMs([20, 36, 20, 20])).toBe(1.816_406_25);
  });

  it('does not see a constant offset of the clocks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 })),
        fc.integer({ min: -1e6, max: 1e6 }),
        (transits, offset) => {
          expect(interarrivalJitterMs(transits.map((transit) => transit + offset))).toBe(
            interarrivalJitterMs(transits),
          );
        },
      ),
    );
  });

  it.each([[[]], [[5]], [[5, 5, 5]]])('is nothing where nothing varies: %j', (transits) =>
    expect(interarrivalJitterMs(transits)).toBe(0),
  );
});
