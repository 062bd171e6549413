import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../../collector/api/write-queue.ts';
import { WriteQueue } from '../../../../collector/api/write-queue.ts';

/** A queue whose works end when they are told to, and the order in which they began. */
function open(running = 1, runningBytes = 100, waiting = 100) {
  const queue = new WriteQueue({ running, runningBytes, waiting });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (name: string, key: string, lane: Lane = 'live', bytes = 1) =>
    queue.run({ key, lane, bytes }, () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  /** Lets what has been begun begin. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await settle();
  };
  return { queue, begun, add, end, settle };
}

describe('the queue of batches', () => {
  it('works on so many at a time', async () => {
    const { begun, add, end, settle } = open(2);
    for (const name of ['1', '2', '3']) void add(name, name);
    await settle();
    expect(begun).toEqual(['1', '2']);
    await end('2');
    expect(begun).toEqual(['1', '2', '3']);
  });

  it('gives each agent its turn, however much another has waiting', async () => {
    const { begun, add, end, settle } = open();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void add(name, 'a');
    void add('b1', 'b');
    void add('c1', 'c');
    await settle();
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4']);
  });

  it('works on live measurements before a backlog that came first', async () => {
    const { begun, add, end, settle } = open();
    void add('running', 'x');
    void add('old', 'a', 'backlog');
    void add('new', 'b', 'live');
    await settle();
    await end('running');
    expect(begun).toEqual(['running', 'new']);
  });

  it('lets the backlog have a turn now and then while there is always something live', async () => {
    const { begun, add, end, settle } = open();
    void add('old', 'z', 'backlog', 1);
    for (let number = 0; number < 20; number++) void add(`new ${number}`, 'a');
    void add('older', 'z', 'backlog', 1);
    await settle();
    for (let number = 0; number < 12; number++) await end(begun.at(-1) ?? '');
    expect(begun.indexOf('older')).toBeGreaterThan(5);
    expect(begun.indexOf('older')).toBeLessThan(9);
  });

  it('holds no more in memory than it may, but works on a large one alone', async () => {
    const { begun, add, end, settle } = open(10, 100);
    void add('60', 'a', 'live', 60);
    void add('50', 'b', 'live', 50);
    void add('1000', 'c', 'live', 1_000);
    void add('1', 'd', 'live', 1);
    await settle();
    expect(begun).toEqual(['60']);
    await end('60');
    expect(begun).toEqual(['60', '50']);
    await end('50');
    expect(begun).toEqual(['60', '50', '1000']);
    await end('1000');
    expect(begun).toEqual(['60', '50', '1000', '1']);
  });

  it('has room left for live ones when the backlog has none', async () => {
    const { queue, add, settle } = open(1, 100, 4);
    for (const name of ['running', '1', '2', '3']) void add(name, name, 'backlog');
    await settle();
    expect([queue.waiting, queue.hasRoom('backlog'), queue.hasRoom('live')]).toEqual([3, false, true]);
    void add('4', '4');
    await settle();
    expect(queue.hasRoom('live')).toBe(false);
  });

  it('goes on after work that fails', async () => {
    const { queue } = open();
    const work = { key: 'a', lane: 'live', bytes: 1 } as const;
    await expect(queue.run(work, () => Promise.reject(new Error('bad gzip')))).rejects.toThrow('bad gzip');
    expect(await queue.run(work, async () => 'done')).toBe('done');
  });

  it('does everything that it is given, each once', async () => {
    const works = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        lane: fc.constantFrom<Lane>('live', 'backlog'),
        bytes: fc.integer({ min: 0, max: 200 }),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(works, fc.integer({ min: 1, max: 5 }), async (given, running) => {
        const queue = new WriteQueue({ running, runningBytes: 100, waiting: 100 });
        let atOnce = 0;
        let most = 0;
        const done = await Promise.all(
          given.map((work, number) =>
            queue.run(work, async () => {
              most = Math.max(most, ++atOnce);
              await Promise.resolve();
              atOnce--;
              return number;
            }),
          ),
        );
        expect(done).toEqual(given.map((_, number) => number));
        expect([queue.waiting, most <= running]).toEqual([0, true]);
      }),
    );
  });
});
