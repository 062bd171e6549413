import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeadManWatch } from '../../collector/dead-man.ts';
import { VitalSigns } from '../../collector/vital-signs.ts';
import { ledgerInMemory } from '../contract/open-ledger.ts';
import { hostilePeer, listenOfTest } from '../setup/deliveries.ts';

const SECRET_PATH = '/ping/3f9a-secret';

async function watched(answer: (response: ServerResponse) => void = (response) => response.end('OK')) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  });
  return { url: `http://127.0.0.1:${await listenOfTest(server)}${SECRET_PATH}`, asked };
}

function watchOfTest(url: string, problems: () => Promise<readonly string[]> = async () => []) {
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const watch = new DeadManWatch({ settings: { url, every: 60_000 }, problems, logger });
  onTestFinished(() => watch.stop());
  return { watch, said: () => lines.join('') };
}

describe('dead-man watch', () => {
  it('is told from the start while all is well', async () => {
    const { url, asked } = await watched();
    const { watch } = watchOfTest(url);
    watch.start();
    await watch.stop();
    expect(asked).toEqual([SECRET_PATH]);
  });

  it('is told nothing while measurements do not come or the ledger cannot be written, and again after it', async () => {
    const { url, asked } = await watched();
    const ledger = await ledgerInMemory();
    let nowMs = 0;
    const parts = { ledger, known: () => [], ingestSilenceMs: 300_000, now: () => nowMs };
    const signs = new VitalSigns(parts);
    const { watch, said } = watchOfTest(url, () => signs.problems());
    await watch.say();
    nowMs = 300_001;
    await watch.say();
    expect(said()).toMatch(/no measurement has come for 300 s/);
    expect(asked).toHaveLength(1);
    signs.taken();
    await watch.say();
    expect(asked).toHaveLength(2);
    await ledger.schema.dropTable('meta').execute();
    await watch.say();
    expect(said()).toMatch(/the ledger cannot be written: no such table: meta/);
    expect(asked).toHaveLength(2);
  });

  it('goes on when nobody answers, and logs no secret', async () => {
    const silent = await hostilePeer((socket) => socket.destroy());
    const { watch, said } = watchOfTest(`http://127.0.0.1:${silent}${SECRET_PATH}`);
    await watch.say();
    expect(said()).toMatch(/dead-man watch: not told that all is well/);
    const refusing = await watched((response) => response.writeHead(404).end());
    const other = watchOfTest(refusing.url);
    await other.watch.say();
    expect(other.said()).toMatch(/it answered 404/);
    expect(said() + other.said()).not.toContain('secret');
  });
});
