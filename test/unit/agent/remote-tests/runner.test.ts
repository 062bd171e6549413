import { beforeEach, describe, expect, it } from 'vitest';
import type {
  CollectorAnswer,
  CollectorClient,
  CollectorRequest,
} from '../../../../agent/collector-client.ts';
import { TestRunner } from '../../../../agent/remote-tests/runner.ts';
import type { RemoteRequest, TestOutput, TestReport } from '../../../../model/remote-test.ts';
import { testReportSchema } from '../../../../model/remote-test.ts';
import { FakeTimers } from '../fake-timers.ts';
import { silent } from '../silent-logger.ts';

const run = (id: string, more: object = {}) =>
  JSON.stringify({ type: 'run', id, request: { test: { test: 'mtu', host: '10.0.0.1' }, ...more } });

describe('tests that an agent does', () => {
  let timers: FakeTimers;
  let runner: TestRunner;
  let reports: TestReport[];
  let answers: (number | Error)[];
  let begun: {
    request: RemoteRequest;
    did: string[];
    say: (output: TestOutput) => void;
    end: (code: number) => void;
  }[];

  beforeEach(() => {
    timers = new FakeTimers();
    reports = [];
    answers = [];
    begun = [];
    const client = {
      async request({ body }: CollectorRequest): Promise<CollectorAnswer> {
        const answer = answers.shift() ?? 204;
        if (answer instanceof Error) throw answer;
        reports.push(testReportSchema.parse(JSON.parse(String(body))));
        return { status: answer, headers: {}, body: '', octets: Buffer.alloc(0) };
      },
    } as Pick<CollectorClient, 'request'> as CollectorClient;
    runner = new TestRunner({
      ...{ client, timers, logger: silent },
      startTest: (request, say, end) => {
        const did: string[] = [];
        begun.push({ request, did, say, end });
        return { interrupt: () => did.push('interrupt'), kill: () => did.push('kill') };
      },
    });
  });

  const say = (text: string) => begun[0]?.say({ stream: 'out', text });

  it('post what they say, gathered, and their end', async () => {
    await runner.obey('{"type":"here"}');
    await runner.obey(run('one'));
    say('a');
    say('b');
    await timers.advance(200);
    say('c');
    begun[0]?.end(1);
    await timers.advance(200);
    expect(reports).toEqual([
      { number: 1, output: [{ stream: 'out', text: 'ab' }] },
      { number: 2, output: [{ stream: 'out', text: 'c' }], end: { why: 'done', exitCode: 1 } },
    ]);
    expect(timers.pending).toBe(0);
  });

  it('say again what the line lost', async () => {
    await runner.obey(run('one'));
    answers = [new Error('ECONNRESET'), 503];
    say('a');
    await timers.advance(5_000);
    expect(reports.map(({ number, output }) => [number, output.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('give signs of life', async () => {
    await runner.obey(run('one'));
    await timers.advance(11_000);
    expect(reports).toEqual([
      { number: 1, output: [] },
      { number: 2, output: [] },
    ]);
  });

  it('sum up at the time limit, and are killed when they do not', async () => {
    await runner.obey(run('one', { limitSeconds: 10 }));
    await timers.advance(10_000);
    expect(begun[0]?.did).toEqual(['interrupt']);
    await timers.advance(8_000);
    expect(begun[0]?.did).toEqual(['interrupt', 'kill']);
    begun[0]?.end(1);
    await timers.advance(200);
    expect(reports.at(-1)?.end).toEqual({ why: 'time_limit', exitCode: 1 });
  });

  it('end when they say too much', async () => {
    await runner.obey(run('one'));
    for (let times = 0; times < 40; times++) say('x'.repeat(60_000));
    expect(begun[0]?.did).toEqual(['interrupt']);
  });

  it('one at a time; a cancelled one makes room', async () => {
    await runner.obey(run('one'));
    await runner.obey(run('two'));
    await timers.advance(200);
    expect(begun).toHaveLength(1);
    expect(reports.at(-1)?.end?.why).toBe('refused');
    await runner.obey('{"type":"cancel","id":"one"}');
    expect(begun[0]?.did).toEqual(['kill']);
    await runner.obey(run('three'));
    expect(begun).toHaveLength(2);
  });

  it('are killed when the collector does not know them any more', async () => {
    await runner.obey(run('one'));
    answers = [404];
    say('a');
    await timers.advance(200);
    expect(begun[0]?.did).toEqual(['kill']);
  });

  it('are nothing but tests', async () => {
    await expect(runner.obey(run('one', { test: { test: 'mtu', host: '-x' } }))).rejects.toThrow();
    await expect(runner.obey('{"type":"run","id":"one","request":{"test":{"test":"sh"}}}')).rejects.toThrow();
    await expect(runner.obey('nonsense')).rejects.toThrow();
    expect(begun).toEqual([]);
  });
});
