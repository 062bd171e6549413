import { describe, expect, it, onTestFinished } from 'vitest';
import { Spool } from '../../../../agent/spool/spool.ts';
import { Uplink } from '../../../../agent/uplink/uplink.ts';
import { parseBatchIdentity } from '../../../../collector/ingest/batch-identity.ts';
import { tempFolder } from '../../journal/temp-folder.ts';
import type { Answer, Asked } from '../fake-collector.ts';
import { FakeCollector } from '../fake-collector.ts';
import { FakeTimers } from '../fake-timers.ts';
import { listeningLogger, silent } from '../silent-logger.ts';
import { FilledSpool, upTo } from '../spool/filled-spool.ts';

/** Says at once that the next attempt may follow. */
const AT_ONCE = { 'retry-after': '0' };

/** A spool with some records, and an uplink to a collector that answers so. */
async function sending(records: number, answer: (asked: Asked, count: number) => Answer, text = 'x') {
  const directory = tempFolder();
  const filling = await FilledSpool.open(directory);
  await filling.add(upTo(records), text);
  await filling.close();
  const spool = await Spool.open(directory, silent);
  const collector = await FakeCollector.start(answer);
  const { logger, messages } = listeningLogger();
  const uplink = new Uplink({ spool, client: collector.client(), agentId: 'core', logger });
  uplink.start();
  onTestFinished(async () => {
    await uplink.stop();
    await spool.close();
  });
  return { spool, collector, uplink, messages, epoch: filling.spool.epoch };
}

function batchOf({ headers }: Asked) {
  return parseBatchIdentity(String(headers['canhmang-batch']));
}

/** Ends the uplink, and with it whatever it is still doing with the latest answer. */
async function backlogAfter(
  sender: { spool: Spool; uplink: Uplink; collector: FakeCollector },
  requests: number,
) {
  await sender.collector.untilAsked(requests);
  await sender.uplink.stop();
  return sender.spool.backlog;
}

describe('uplink', () => {
  it('sends everything in one batch, says which records it holds, and who it is', async () => {
    const sender = await sending(3, () => ({ status: 204 }));
    expect(await backlogAfter(sender, 1)).toBe(0);
    const [asked] = sender.collector.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/api/v2/write?precision=ns' });
    expect(asked!.headers.authorization).toBe('Token secret');
    // Of before it was started: what is live goes first.
    expect(asked!.headers['canhmang-lane']).toBe('backlog');
    expect(asked!.body).toBe('m n=1i,text="x" 1000000\nm n=2i,text="x" 2000000\nm n=3i,text="x" 3000000\n');
    expect(batchOf(asked!)).toEqual({ agent: 'core', epoch: sender.epoch, first: 1, last: 3 });
  });

  it('compresses what is worth it', async () => {
    const { collector } = await sending(1, () => ({ status: 204 }), 'long '.repeat(100));
    await collector.untilAsked(1);
    expect(collector.asked[0]!.headers['content-encoding']).toBe('gzip');
    expect(Number(collector.asked[0]!.headers['content-length'])).toBeLessThan(
      collector.asked[0]!.body.length,
    );
  });

  it('sends again at once what was refused for now, when the collector said it may', async () => {
    // Backing off by itself it would not be back for the eighth time before the test's time limit.
    const sender = await sending(1, (_, count) =>
      count < 8 ? { status: 503, headers: AT_ONCE } : { status: 204 },
    );
    expect(await backlogAfter(sender, 8)).toBe(0);
    expect(sender.messages()).toEqual([
      'uplink: not delivered, trying again',
      'uplink: collector reached again',
    ]);
  });

  it('stays away while the collector asked for it', async () => {
    const sender = await sending(1, () => ({ status: 503, headers: { 'retry-after': '3600' } }));
    expect(await backlogAfter(sender, 1)).toBe(1);
    expect(sender.collector.asked).toHaveLength(1);
  });

  it('sends the same records again after a lost answer, and is done when they are recognised', async () => {
    const sender = await sending(2, (_, count) => (count === 1 ? 'lost' : { status: 204 }));
    expect(await backlogAfter(sender, 2)).toBe(0);
    expect(batchOf(sender.collector.asked[1]!)).toEqual(batchOf(sender.collector.asked[0]!));
  });

  it('sends the rest where the collector has a part', async () => {
    const sender = await sending(3, (_, count) =>
      count === 1 ? { status: 409, headers: { 'canhmang-taken': '1-2' } } : { status: 204 },
    );
    expect(await backlogAfter(sender, 2)).toBe(0);
    expect(sender.collector.asked.map(batchOf)).toMatchObject([
      { first: 1, last: 3 },
      { first: 3, last: 3 },
    ]);
  });

  it('does not repeat lines that are refused for good, says so and counts them', async () => {
    const sender = await sending(1, () => ({
      status: 400,
      headers: { 'canhmang-refused': '2' },
      body: 'line 1, column 3',
    }));
    expect(await backlogAfter(sender, 1)).toBe(0);
    expect(sender.messages()).toEqual(['uplink: collector refused lines']);
    expect([sender.uplink.refusedLines, sender.spool.lost.points]).toEqual([2, 0]);
  });

  it('sends a batch again that something on the way has damaged', async () => {
    const sender = await sending(1, (_, count) => ({ status: count === 1 ? 400 : 204 }));
    expect(await backlogAfter(sender, 2)).toBe(0);
    expect(sender.spool.lost.points).toBe(0);
  });

  it('goes on without a batch that is never understood, and counts what is lost', async () => {
    const timers = new FakeTimers();
    const directory = tempFolder();
    const filled = await FilledSpool.open(directory);
    await filled.add(upTo(2));
    const collector = await FakeCollector.start((asked) => ({
      status: batchOf(asked)?.first === 1 ? 415 : 204,
    }));
    const { logger, messages } = listeningLogger();
    const { spool } = filled;
    const parts = { client: collector.client(), agentId: 'core', random: () => 0 };
    const uplink = new Uplink({ spool, ...parts, logger, timers });
    uplink.start();
    for (let attempt = 1; attempt < 8; attempt++) {
      await collector.untilAsked(attempt);
      await timers.untilArmed();
      await timers.advance(30_000);
    }
    await collector.untilAsked(8);
    await filled.add([3]);
    await collector.untilAsked(9);
    await uplink.stop();
    expect([spool.lost, spool.backlog]).toEqual([{ records: 2, points: 2 }, 0]);
    expect(messages()).toContain('uplink: collector makes nothing of a batch, given up');
  });

  it.each([
    [false, 30_000],
    [true, 2_000],
  ])('waits as long as it may for a collector that is away: watching others %s', async (watches, limitMs) => {
    const timers = new FakeTimers();
    const filled = await FilledSpool.open(tempFolder());
    await filled.add(upTo(1));
    const collector = await FakeCollector.start(() => ({ status: 500 }));
    const parts = { client: collector.client(), agentId: 'core', random: () => 1 };
    const uplink = new Uplink({ spool: filled.spool, ...parts, logger: silent, timers });
    uplink.configure({ backlog_kbps: 'unlimited' }, watches);
    uplink.start();
    for (let attempt = 1; attempt <= 8; attempt++) {
      await collector.untilAsked(attempt);
      await timers.untilArmed();
      await timers.advance(attempt < 8 ? 30_000 : limitMs - 1);
    }
    expect(collector.asked).toHaveLength(8);
    await timers.advance(1);
    await collector.untilAsked(9);
    await uplink.stop();
  });

  it('sends what is new while the backlog waits for the line', async () => {
    const timers = new FakeTimers();
    const directory = tempFolder();
    const before = await FilledSpool.open(directory);
    await before.add(upTo(4), 'x'.repeat(6_000));
    await before.close();
    const filled = await FilledSpool.open(directory);
    const collector = await FakeCollector.start(() => ({ status: 204 }));
    const parts = { client: collector.client(), agentId: 'core', logger: silent };
    const uplink = new Uplink({ spool: filled.spool, ...parts, timers, settings: { backlog_kbps: 1 } });
    uplink.start();
    await collector.untilAsked(1);
    await timers.untilArmed();
    await filled.add([5]);
    await collector.untilAsked(2);
    await timers.advance(60_000);
    await collector.untilAsked(3);
    await uplink.stop();
    expect(collector.asked.map((asked) => batchOf(asked)?.first)).toEqual([1, 5, 2]);
  });

  it.each([401, 403, 500, 502])('keeps the records at %i', async (status) => {
    const sender = await sending(1, () => ({ status, headers: { 'retry-after': '3600' } }));
    expect(await backlogAfter(sender, 1)).toBe(1);
  });

  it('keeps the records where nobody listens', async () => {
    const sender = await sending(1, () => 'lost');
    expect(await backlogAfter(sender, 1)).toBe(1);
    expect(sender.messages()).toEqual(['uplink: not delivered, trying again']);
  });

  it('stops although the spool was just being looked at', async () => {
    let found: (range: undefined) => void = () => {};
    const spool = {
      onRecord() {},
      takeLive: () => undefined,
      takeBacklog: () => new Promise<undefined>((resolve) => (found = resolve)),
    };
    const collector = await FakeCollector.start(() => ({ status: 204 }));
    const parts = { client: collector.client(), agentId: 'core', logger: silent };
    const uplink = new Uplink({ spool: spool as unknown as Spool, ...parts });
    uplink.start();
    const stopped = uplink.stop();
    found(undefined);
    await stopped;
    expect(collector.asked).toEqual([]);
  });
});
