import { expect, it } from 'vitest';
import { Slots } from '../../../../../collector/store/embedded/slots.ts';

/** Work that ends when it is told to. */
function heldWork() {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const start = (slots: Slots, name: number) =>
    slots.run(
      () =>
        new Promise<number>((resolve, reject) => {
          begun.push(name);
          ends[name] = (error) => (error ? reject(error) : resolve(name));
        }),
    );
  return { begun, ends, start };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('runs as much at the same time as there are slots, in order', async () => {
  const { begun, ends, start } = heldWork();
  const slots = new Slots(2);
  const results = [0, 1, 2, 3].map((name) => start(slots, name));
  await settled();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  // Who comes just then waits behind the others.
  const last = start(slots, 4);
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  ends[3]?.();
  ends[4]?.();
  expect(await Promise.all([...results, last])).toEqual([0, 1, 2, 3, 4]);
});

it('goes on after work that fails', async () => {
  const { begun, ends, start } = heldWork();
  const slots = new Slots(1);
  const failing = start(slots, 0);
  const next = start(slots, 1);
  await settled();
  ends[0]?.(new Error('broken'));
  await expect(failing).rejects.toThrow('broken');
  await settled();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  expect(await next).toBe(1);
});
