import { describe, expect, it } from 'vitest';
import { handedSockets } from '../../../agent/handed-sockets.ts';

const env = { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'dscp-46:dscp-10' };

describe('sockets handed over', () => {
  it('are known by their names', () =>
    expect([...handedSockets(env, 7)]).toEqual([
      ['dscp-46', 3],
      ['dscp-10', 4],
    ]));

  it.each([
    ['meant for another process', env, 8],
    ['none', {}, 7],
    ['not a number', { ...env, LISTEN_FDS: 'x' }, 7],
  ])('are none: %s', (_name, given, pid) => expect(handedSockets(given, pid).size).toBe(0));
});
