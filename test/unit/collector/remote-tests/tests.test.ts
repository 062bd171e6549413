import { beforeEach, describe, expect, it } from 'vitest';
import { RemoteTests } from '../../../../collector/remote-tests/tests.ts';
import type { AgentOrder, TestEvent } from '../../../../model/remote-test.ts';
import { remoteRequestSchema } from '../../../../model/remote-test.ts';
import { FakeTimers } from '../../agent/fake-timers.ts';

const REQUEST = remoteRequestSchema.parse({ test: { test: 'ping', host: '10.0.0.1' }, limitSeconds: 60 });

describe('tests that agents do', () => {
  let timers: FakeTimers;
  let tests: RemoteTests;
  let orders: AgentOrder[];
  let told: TestEvent[];
  let disconnect: () => void;
  const where = { site: 's', agents: ['a', 'core'] };
  const report = (number: number, text: string, more: object = {}) =>
    tests.report('a', 't1', { number, output: [{ stream: 'out', text }], ...more });
  const start = () =>
    tests.start('a', { ...where, author: 'x', request: REQUEST, tell: (event) => told.push(event) });
  const kinds = () => told.map(({ type }) => type);

  beforeEach(() => {
    timers = new FakeTimers();
    let ids = 0;
    tests = new RemoteTests({
      newId: () => `t${++ids}`,
      after: (delayMs, work) => timers.after(delayMs, work),
    });
    orders = [];
    told = [];
    disconnect = tests.connect('a', undefined, (order) => orders.push(order));
  });

  it('go to the first agent of the site that is connected', () => {
    expect(tests.choose(where)).toEqual({ agent: 'a' });
    tests.connect('core', undefined, () => {});
    expect(tests.choose(where)).toEqual({ agent: 'a' });
    disconnect();
    expect(tests.choose(where)).toEqual({ agent: 'core' });
    expect(tests.choose({ site: 'other', agents: ['b'] })).toBe('agent_away');
    tests.refuse('b');
    expect(tests.choose({ site: 'other', agents: ['b'] })).toBe('tests_refused');
  });

  it('come out once each, in order, to their end', () => {
    start();
    expect(orders).toMatchObject([{ type: 'run', id: 't1' }]);
    expect(tests.choose(where)).toBe('test_running');
    report(1, 'one');
    report(1, 'one');
    report(2, 'two', { end: { why: 'done', exitCode: 1 } });
    expect(told).toEqual([
      { type: 'started', id: 't1', agent: 'a', site: 's' },
      { type: 'output', stream: 'out', text: 'one' },
      { type: 'output', stream: 'out', text: 'two' },
      { type: 'end', why: 'done', exitCode: 1 },
    ]);
    expect(report(3, 'late')).toBe(false);
    expect(tests.choose(where)).toEqual({ agent: 'a' });
    expect(timers.pending).toBe(0);
  });

  it('are reported by their own agent only', () => {
    start();
    expect(tests.report('core', 't1', { number: 1, output: [] })).toBe(false);
  });

  it('are stopped by who began them', () => {
    start();
    expect(tests.stop('t1', 'somebody')).toBe(false);
    expect(tests.stop('t1', 'x')).toBe(true);
    expect(tests.stop('t1', undefined)).toBe(true);
    expect(orders.map(({ type }) => type)).toEqual(['run', 'stop', 'stop']);
  });

  it('are cancelled where nobody listens any more', () => {
    start();
    tests.cancel('t1');
    expect(orders.at(-1)).toEqual({ type: 'cancel', id: 't1' });
    expect(report(1, 'late')).toBe(false);
    expect(timers.pending).toBe(0);
  });

  it('go on when the connection comes back with them', async () => {
    start();
    disconnect();
    await timers.advance(9_000);
    tests.connect('a', 't1', () => {});
    report(1, 'still here');
    await timers.advance(15_000);
    expect(kinds()).toEqual(['started', 'output']);
  });

  it.each([
    { why: 'an agent that started anew', how: async () => void tests.connect('a', undefined, () => {}) },
    {
      why: 'an agent that does not come back',
      how: async () => {
        disconnect();
        await timers.advance(10_000);
      },
    },
    { why: 'an agent that says nothing', how: () => timers.advance(20_000) },
  ])('end with $why', async ({ how }) => {
    start();
    await how();
    expect(kinds()).toEqual(['started', 'gone']);
    expect(report(1, 'late')).toBe(false);
  });

  it('end at their limit, though the agent does not keep to it', async () => {
    start();
    for (let number = 1; number <= 8; number++) {
      report(number, '.');
      await timers.advance(10_000);
    }
    expect(kinds().at(-1)).toBe('gone');
  });
});
