/** Throughput tests between two ends over real connections of loopback. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runFlow } from '../../agent/probes/throughput/client.ts';
import { Seal } from '../../agent/throughput/control.ts';
import { startThroughputServer } from '../../agent/throughput/server.ts';
import { throughputServerSchema } from '../../model/probe-settings.ts';

const KEY = 'a key of enough letters';
const MAX_KBPS = 8_000;
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** @returns how to ask for a test. */
async function serverWith(inCall = false) {
  const settings = throughputServerSchema.parse({
    ...{ address: '127.0.0.1', key: KEY, max_kbps: MAX_KBPS, max_duration: '1s' },
  });
  const server = await startThroughputServer({
    settings: { ...settings, port: 0 },
    inCall: () => inCall,
    logger: { info() {}, warn() {} },
  });
  open.push(server);
  const ask = (direction: 'forward' | 'back', key = KEY) => {
    const request = { direction, durationMs: 30_000, maxKbps: 1_000_000 };
    return runFlow({ host: '127.0.0.1', port: server.port }, key, request, AbortSignal.timeout(10_000));
  };
  return { port: server.port, ask };
}

describe('a throughput test', () => {
  it.each(['forward', 'back'] as const)('%s is cut down to what the other end allows', async (direction) => {
    const { ask } = await serverWith();
    const result = await ask(direction);
    expect(result).not.toHaveProperty('failure');
    if ('failure' in result) return;
    expect(result.durationMs).toBeLessThan(1_500);
    expect(result.bytes).toBeGreaterThan(0);
    expect(result.bytes).toBeLessThan((MAX_KBPS * 1_000 * 1.1) / 8);
  });

  it('is refused without a word where the key is another', async () => {
    const { ask } = await serverWith();
    expect(await ask('back', 'another key of enough letters')).toEqual({ failure: 'refused' });
  });

  it('is refused while another one runs, and can be had after it', async () => {
    const { ask } = await serverWith();
    const both = await Promise.all([ask('back'), ask('forward')]);
    expect(both.filter((result) => 'failure' in result)).toEqual([{ failure: 'busy' }]);
    let after = await ask('forward');
    while ('failure' in after && after.failure === 'busy') after = await ask('forward');
    expect(after).not.toHaveProperty('failure');
  });

  it('is refused during a call', async () => {
    const { ask } = await serverWith(true);
    expect(await ask('forward')).toEqual({ failure: 'in_call' });
  });

  it('cannot be had by junk, nor by what was said on another connection', async () => {
    const { port } = await serverWith();
    /** Everything that the other end says to a line. */
    const answersTo = async (line: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(line);
      let text = '';
      for await (const data of socket) text += String(data);
      return text.trim().split('\n');
    };
    const request = { direction: 'back', durationMs: 1_000, maxKbps: 100 } as const;
    const replayed = new Seal(KEY, `asks ${'0'.repeat(32)}`).write(request);
    for (const line of ['junk\n', '{"body":"{}","code":"00"}\n', `${'x'.repeat(5_000)}\n`, replayed]) {
      expect(await answersTo(line)).toEqual([expect.stringContaining('challenge')]);
    }
  });
});
