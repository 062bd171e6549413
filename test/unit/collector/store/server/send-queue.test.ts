import { describe, expect, it } from 'vitest';
import { SendQueue } from '../../../../../collector/store/server/send-queue.ts';
import type { Point } from '../../../../../model/point.ts';

const points = (count: number): Point[] =>
  Array.from({ length: count }, (_, index) => ({
    measurement: 'm',
    tags: {},
    fields: { f: 1 },
    timeMs: index,
  }));

function queueOf(...sizes: number[]): SendQueue {
  const queue = new SendQueue(0, 10);
  for (const [index, size] of sizes.entries()) queue.add({ sequence: index + 1, points: points(size) });
  return queue;
}

const sequences = (batches: readonly { sequence: number }[]) => batches.map(({ sequence }) => sequence);

describe('batches on their way', () => {
  it('go in requests of so many points, a larger one by itself', () => {
    const queue = queueOf(3, 3, 9, 1);
    expect(sequences(queue.next(7))).toEqual([1, 2]);
    queue.sent(queue.next(7), 0);
    expect(sequences(queue.next(7))).toEqual([3]);
  });

  it('count as stored once the time has passed in which the server can lose them', () => {
    const queue = queueOf(1, 1, 1);
    queue.sent(queue.next(1), 100);
    queue.sent(queue.next(1), 200);
    expect([queue.durable(99), queue.points]).toEqual([0, 3]);
    expect([queue.durable(150), queue.points]).toEqual([1, 2]);
    expect([queue.durable(200), queue.points]).toEqual([2, 1]);
  });

  it('wait again, first in line, when the server may have lost them', () => {
    const queue = queueOf(1, 1, 1);
    queue.sent(queue.next(2), 100);
    queue.takeBackUnsure();
    expect([sequences(queue.next(100)), queue.durable(1_000), queue.points]).toEqual([[1, 2, 3], 0, 3]);
  });

  it('are full by what waits', () => {
    const queue = queueOf(5, 5);
    expect(queue.full).toBe(true);
    queue.sent(queue.next(5), 0);
    expect(queue.full).toBe(false);
  });

  it('tell of a change', async () => {
    const queue = queueOf();
    const changed = queue.changed();
    queue.add({ sequence: 1, points: [] });
    await expect(changed).resolves.toBeUndefined();
  });
});
