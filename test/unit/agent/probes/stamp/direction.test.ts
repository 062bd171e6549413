import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DirectionTracker } from '../../../../../agent/probes/stamp/direction.ts';

type Fate = 'answered' | 'lost forward' | 'lost back';

/** Plays a stateful reflector: what reaches it is numbered, what comes back is added. */
function play(tracker: DirectionTracker, fates: readonly Fate[], start = { sender: 2, reflector: 1 }) {
  let { sender, reflector } = start;
  for (const fate of fates) {
    if (fate === 'answered') {
      tracker.add({ senderSequence: sender >>> 0, reflectorSequence: reflector >>> 0 });
    }
    if (fate !== 'lost forward') reflector++;
    sender++;
  }
}

describe('loss by direction', () => {
  it('is of the way there where the reflector did not count it', () => {
    const tracker = new DirectionTracker();
    play(tracker, ['answered', 'lost forward', 'lost forward', 'answered']);
    expect(tracker.take()).toEqual({ forward: 2, back: 0 });
  });

  it('is of the way back where the reflector counted it', () => {
    const tracker = new DirectionTracker();
    play(tracker, ['answered', 'lost back', 'answered']);
    expect(tracker.take()).toEqual({ forward: 0, back: 1 });
  });

  it('cannot be told without an answer behind it', () => {
    const tracker = new DirectionTracker();
    play(tracker, ['answered', 'lost back', 'lost forward']);
    expect(tracker.take()).toBeUndefined();
  });

  it('survives the counters going round', () => {
    const tracker = new DirectionTracker();
    play(tracker, ['answered', 'lost forward', 'answered', 'lost back', 'answered'], {
      sender: 2 ** 32 - 2,
      reflector: 2 ** 32 - 1,
    });
    expect(tracker.take()).toEqual({ forward: 1, back: 1 });
  });

  it('begins anew when the reflector does', () => {
    const tracker = new DirectionTracker();
    play(tracker, ['answered', 'answered'], { sender: 5_000, reflector: 5_000 });
    tracker.add({ senderSequence: 5_010, reflectorSequence: 0 });
    expect(tracker.take()).toBeUndefined();
    tracker.add({ senderSequence: 5_012, reflectorSequence: 1 });
    expect(tracker.take()).toEqual({ forward: 1, back: 0 });
  });

  it('is not made of copies: neither those that reached the reflector, nor those that came back', () => {
    const tracker = new DirectionTracker();
    const numbers = (senderSequence: number, reflectorSequence: number) => ({
      senderSequence,
      reflectorSequence,
    });
    tracker.add(numbers(2, 1));
    tracker.add(numbers(3, 2));
    tracker.add(numbers(3, 3), 'forward');
    expect(tracker.take()).toEqual({ forward: 0, back: 0 });
    tracker.add(numbers(4, 4));
    tracker.add(numbers(4, 4), 'back');
    tracker.add(numbers(5, 5));
    tracker.add(numbers(5, 6), 'forward');
    tracker.add(numbers(7, 7));
    expect(tracker.take()).toEqual({ forward: 1, back: 0 });
  });

  it('is not the number that a session leaves out', () => {
    const tracker = new DirectionTracker();
    tracker.add({ senderSequence: 0, reflectorSequence: 0 });
    tracker.add({ senderSequence: 2, reflectorSequence: 1 });
    expect(tracker.take()).toEqual({ forward: 0, back: 0 });
  });

  it('is told once the reflector has been seen to count by itself', () => {
    const tracker = new DirectionTracker();
    tracker.add({ senderSequence: 0, reflectorSequence: 0 });
    expect(tracker.reflectorCounts).toBe(false);
    tracker.add({ senderSequence: 2, reflectorSequence: 1 });
    expect(tracker.reflectorCounts).toBe(true);
  });

  it('adds up to what was lost, however the rounds are cut', () => {
    const fate = fc.constantFrom<Fate>('answered', 'lost forward', 'lost back');
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (between, cut) => {
        const tracker = new DirectionTracker();
        const total = { forward: 0, back: 0 };
        const fates: Fate[] = ['answered', ...between, 'answered'];
        let reflector = 0;
        for (const [sender, each] of fates.entries()) {
          if (each === 'answered') tracker.add({ senderSequence: sender + 2, reflectorSequence: reflector });
          if (each !== 'lost forward') reflector++;
          if (sender % cut === 0 || sender === fates.length - 1) {
            const lost = tracker.take() ?? { forward: 0, back: 0 };
            total.forward += lost.forward;
            total.back += lost.back;
          }
        }
        const count = (wanted: Fate) => fates.filter((each) => each === wanted).length;
        expect(total).toEqual({ forward: count('lost forward'), back: count('lost back') });
      }),
    );
  });
});
