import { describe, expect, it } from 'vitest';
import type { LoggedBatch } from '../../../../collector/store/feed.ts';
import { StoreFeed } from '../../../../collector/store/feed.ts';
import { StoreAway } from '../../../../collector/store/store-away.ts';
import { silent } from '../../agent/silent-logger.ts';

/** A log that holds batches 1 to `length`, and a store that takes them while it has room. */
function setUp() {
  const given: number[] = [];
  let room = Number.POSITIVE_INFINITY;
  let length = 0;
  const waits: (() => void)[] = [];
  const waited: { resolve: () => void } = { resolve: () => undefined };
  const feed = new StoreFeed({
    store: {
      async write(sequence) {
        if (room <= 0) throw new StoreAway('away');
        room--;
        given.push(sequence);
      },
    },
    async *readLog(from) {
      for (let sequence = from; sequence <= length; sequence++) yield { sequence, points: [] };
    },
    logger: silent,
    wait: (_delayMs, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('called off')));
        waits.push(resolve);
        waited.resolve();
      }),
  });
  const offer = (): Promise<void> => feed.offer({ sequence: ++length, points: [] } satisfies LoggedBatch);
  return {
    feed,
    given,
    offer,
    setRoom: (batches: number) => {
      room = batches;
    },
    /** Resolves when the feed has found the store away and waits. */
    untilItWaits: () =>
      new Promise<void>((resolve) => {
        if (waits.length > 0) resolve();
        waited.resolve = resolve;
      }),
    endWait: () => waits.shift()?.(),
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

describe('the store’s feed', () => {
  it('gives batch after batch to a store that takes them', async () => {
    const { feed, given, offer } = setUp();
    await offer();
    await offer();
    expect([given, feed.behind]).toEqual([[1, 2], false]);
  });

  it('holds up nobody when the store takes no more, and gives it all of it in order later', async () => {
    const { feed, given, offer, setRoom, untilItWaits, endWait } = setUp();
    setRoom(1);
    for (let batch = 0; batch < 5; batch++) await offer();
    await untilItWaits();
    expect([given, feed.behind]).toEqual([[1], true]);
    setRoom(2);
    endWait();
    await untilItWaits();
    expect(given).toEqual([1, 2, 3]);
    setRoom(100);
    await offer();
    endWait();
    await settle();
    expect([given, feed.behind]).toEqual([[1, 2, 3, 4, 5, 6], false]);
    await offer();
    expect(given.at(-1)).toBe(7);
  });

  it('ends while it waits', async () => {
    const { feed, given, offer, setRoom, untilItWaits } = setUp();
    setRoom(0);
    await offer();
    await untilItWaits();
    await feed.stop();
    expect(given).toEqual([]);
  });
});
