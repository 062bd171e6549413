import { describe, expect, it } from 'vitest';
import { labPrefix, ownerOf, staleNamespaces, startTicksOf } from '../../lab/names.ts';

describe('names of namespaces', () => {
  const owner = { pid: 42, startTicks: 9_000 };

  it('tell whose they are', () => {
    expect(ownerOf(`${labPrefix(owner, 3)}hub1-c1`)).toEqual(owner);
  });

  it.each([
    'canhmang',
    'canhmang-1-2-3-',
    'canhmang-x-2-3-core',
    'docker-1-2-3-core',
    'my-canhmang-1-2-3-core',
  ])('are not anything like %s', (name) => expect(ownerOf(name)).toBeUndefined());

  it('are stale when their owner is gone, or its number belongs to another process', () => {
    const mine = `${labPrefix(owner, 1)}core`;
    const gone = `${labPrefix({ pid: 43, startTicks: 1 }, 1)}core`;
    const reused = `${labPrefix({ pid: 42, startTicks: 8_000 }, 1)}core`;
    const startTicks = (pid: number) => (pid === 42 ? 9_000 : undefined);
    expect(staleNamespaces([mine, gone, reused, 'somebody-elses'], startTicks)).toEqual([gone, reused]);
  });
});

describe('startTicksOf', () => {
  it('is not misled by the name of the program', () => {
    const fields = ['S', ...Array.from({ length: 18 }, (_, index) => index), 123_456, 0, 0];
    expect(startTicksOf(`42 (a) b (c) ${fields.join(' ')}`)).toBe(123_456);
  });

  it('is undefined for anything else', () => {
    expect(startTicksOf('')).toBeUndefined();
  });
});
