import { expect, it } from 'vitest';
import { ListenerCount } from '../../../../collector/api/listener-count.ts';

it('lets so many in, all together and of each, and others when they have ended', () => {
  const count = new ListenerCount(3, 2);
  const first = count.begin('a');
  expect([first, count.begin('a')]).toEqual([expect.any(Function), expect.any(Function)]);
  expect(count.begin('a')).toBeUndefined();
  expect(count.begin('b')).toBeDefined();
  expect(count.begin('c')).toBeUndefined();
  first?.();
  first?.();
  expect(count.begin('c')).toBeDefined();
  expect(count.begin('a')).toBeUndefined();
});
