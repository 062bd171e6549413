import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderTracker } from '../../../../../agent/probes/stamp/order.ts';

/** Answers in the order of arrival, as [our number, the reflector's]. */
function orderOf(...answers: readonly (readonly [number, number])[]) {
  const tracker = new OrderTracker();
  for (const [senderSequence, reflectorSequence] of answers)
    tracker.add({ senderSequence: senderSequence >>> 0, reflectorSequence: reflectorSequence >>> 0 });
  return tracker.take();
}

describe('reordering (RFC 4737 section 3.3)', () => {
  it('is none where packets are only lost', () =>
    expect(orderOf([0, 0], [3, 1], [4, 5])).toMatchObject({ reordered: 0 }));

  it('on the way there shows in the numbers of the reflector', () => {
    const { reordered, reorderedBy } = orderOf([2, 0], [4, 1], [3, 2], [5, 3]);
    expect({ reordered, reorderedBy }).toEqual({ reordered: 1, reorderedBy: { forward: 1, back: 0 } });
  });

  it('on the way back shows in the order of arrival', () => {
    const { reordered, reorderedBy } = orderOf([2, 0], [4, 2], [3, 1], [5, 3]);
    expect({ reordered, reorderedBy }).toEqual({ reordered: 1, reorderedBy: { forward: 0, back: 1 } });
  });

  it('both ways may undo itself', () => {
    const { reordered, reorderedBy } = orderOf([2, 1], [3, 0]);
    expect({ reordered, reorderedBy }).toEqual({ reordered: 0, reorderedBy: { forward: 1, back: 1 } });
  });

  it('counts each packet that is overtaken, not those that overtake', () =>
    // The example of RFC 4737 section 4.1's singletons: 1 2 4 5 6 3 7.
    expect(orderOf([1, 1], [2, 2], [4, 4], [5, 5], [6, 6], [3, 3], [7, 7])).toMatchObject({ reordered: 1 }));

  it('is seen across rounds', () => {
    const tracker = new OrderTracker();
    tracker.add({ senderSequence: 9, reflectorSequence: 5 });
    tracker.take();
    tracker.add({ senderSequence: 8, reflectorSequence: 6 });
    expect(tracker.take()).toMatchObject({ reordered: 1, reorderedBy: { forward: 1, back: 0 } });
  });

  it('survives the counters going round, and a reflector that begins anew', () => {
    expect(orderOf([2 ** 32 - 1, 2 ** 32 - 1], [2 ** 32, 2 ** 32])).toMatchObject({ reordered: 0 });
    const anew = orderOf([1_000, 5_000], [1_001, 0], [1_002, 1]);
    expect(anew).toMatchObject({ reordered: 0, reorderedBy: { forward: 0, back: 0 } });
  });

  it('over both ways is what counting pairs gives, whatever the order', () => {
    const orders = fc.shuffledSubarray(Array.from({ length: 12 }, (_, index) => index));
    fc.assert(
      fc.property(orders, (order) => {
        const overtaken = order.filter((number, at) => order.slice(0, at).some((other) => other > number));
        const { reordered, reorderedBy } = orderOf(...order.map((number) => [number, number] as const));
        expect(reordered).toBe(overtaken.length);
        expect(reorderedBy).toEqual({ forward: 0, back: overtaken.length });
      }),
    );
  });
});

describe('duplicates', () => {
  it('are counted by where they were made, once', () => {
    const tracker = new OrderTracker();
    tracker.add({ senderSequence: 2, reflectorSequence: 1 });
    tracker.add({ senderSequence: 2, reflectorSequence: 2 }, 'forward');
    tracker.add({ senderSequence: 2, reflectorSequence: 1 }, 'back');
    tracker.add({ senderSequence: 2, reflectorSequence: 1 }, 'back');
    expect(tracker.take()).toMatchObject({
      reordered: 0,
      duplicated: 3,
      duplicatedBy: { forward: 1, back: 2 },
    });
    expect(tracker.take()).toMatchObject({ duplicated: 0 });
  });
});
