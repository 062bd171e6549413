import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import type { Channel, Delivery } from '../../collector/notify/channels/channel.ts';
import { DeliveryError } from '../../collector/notify/channels/channel.ts';
import { OUTBOX_DEAD } from '../../collector/notify/dead-letters.ts';
import type { DeliveryParts } from '../../collector/notify/delivery.ts';
import { OutboxDelivery } from '../../collector/notify/delivery.ts';
import type { OutboxEntry } from '../../collector/notify/outbox.ts';
import { enqueue, retry } from '../../collector/notify/outbox.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { ledgerInMemory } from './open-ledger.ts';

const START = 1_000_000;
/** The waits between attempts, as docs/operations tell them: 5 s, 30 s, 2 min, 10 min, 1 h, 6 h, 12 h, 24 h. */
const WAITS_S = [5, 30, 120, 600, 3_600, 21_600, 43_200, 86_400];

function entry(key = 'canhmang-1-opened-abc'): OutboxEntry {
  return {
    idempotency_key: key,
    incident: 1,
    person: 'Trực ban',
    medium: 'mail',
    recipient: 'truc@example.vn',
    thread: 'canhmang-incident-1',
    subject: 'Sự cố #1',
    text: 'mất kết nối',
  };
}

async function ledgerWith(...entries: OutboxEntry[]): Promise<Ledger> {
  const ledger = await ledgerInMemory();
  const incident = {
    subject: 'site:a',
    site: 'a',
    kind: 'down',
    opened_ms: START,
    resolved_ms: null,
    proof: null,
  } as const;
  await ledger.insertInto('incident').values(incident).execute();
  await ledger.transaction().execute(async (transaction) => {
    for (const one of entries) await enqueue(transaction, one, START);
  });
  return ledger;
}

/** A channel that takes messages or refuses them, and tells when it has been asked. */
class FakeChannel implements Channel {
  readonly kind = 'smtp';
  readonly sent: Delivery[] = [];
  readonly #refusal: string | undefined;
  #asked: () => void = () => {};

  constructor(refusal?: string) {
    this.#refusal = refusal;
  }

  async send(delivery: Delivery): Promise<void> {
    this.sent.push(delivery);
    this.#asked();
    if (this.#refusal !== undefined) throw new Error(this.#refusal);
  }

  /** Returns when it is asked for the next time. */
  asked(): Promise<void> {
    return new Promise((resolve) => {
      this.#asked = resolve;
    });
  }

  close(): void {}
}

function deliveryOf(
  ledger: Ledger,
  channels: readonly Channel[],
  now: () => number,
  more: Partial<DeliveryParts> = {},
): OutboxDelivery {
  const parts = {
    ledger,
    channels: () => channels,
    logger: silent,
    now,
    random: () => 0.5,
    fallbackAfter: () => 3,
    onDead: () => {},
  };
  return new OutboxDelivery({ ...parts, ...more });
}

/** One look into the outbox that has something due: delivers the first message, notes what became of it, ends. */
async function deliverOnce(ledger: Ledger, channel: FakeChannel, nowMs: number): Promise<void> {
  const delivery = deliveryOf(ledger, [channel], () => nowMs);
  const asked = channel.asked();
  delivery.wake();
  await asked;
  await delivery.stop();
}

async function rows(ledger: Ledger) {
  return ledger.selectFrom('outbox').selectAll().orderBy('id').execute();
}

async function dueCount(ledger: Ledger, nowMs: number): Promise<number> {
  return (await rows(ledger)).filter((row) => row.status === 'pending' && row.due_ms <= nowMs).length;
}

describe('outbox', () => {
  it('writes a message down once, whoever says it again', async () => {
    const ledger = await ledgerWith(entry(), { ...entry(), text: 'again' }, entry('another'));
    expect((await rows(ledger)).map(({ idempotency_key, text }) => [idempotency_key, text])).toEqual([
      ['canhmang-1-opened-abc', 'mất kết nối'],
      ['another', 'mất kết nối'],
    ]);
  });

  it('hands it to the channel, with its key and the thread of its incident', async () => {
    const channel = new FakeChannel();
    await deliverOnce(await ledgerWith(entry()), channel, START);
    expect(channel.sent).toEqual([
      {
        recipient: 'truc@example.vn',
        subject: 'Sự cố #1',
        text: 'mất kết nối',
        thread: 'canhmang-incident-1',
        idempotencyKey: 'canhmang-1-opened-abc',
      },
    ]);
  });

  it('notes when it was delivered, and does not deliver it again', async () => {
    const ledger = await ledgerWith(entry());
    await deliverOnce(ledger, new FakeChannel(), START + 7);
    expect(await rows(ledger)).toMatchObject([{ status: 'delivered', attempts: 1, delivered_ms: START + 7 }]);
    expect(await dueCount(ledger, START + 1e12)).toBe(0);
  });

  it('does not take a message for new that was delivered already', async () => {
    const ledger = await ledgerWith(entry());
    await deliverOnce(ledger, new FakeChannel(), START);
    await ledger.transaction().execute((transaction) => enqueue(transaction, entry(), START + 1));
    expect(await rows(ledger)).toMatchObject([{ status: 'delivered' }]);
  });

  it('postpones it when the channel refuses, and keeps the reason', async () => {
    const ledger = await ledgerWith(entry());
    await deliverOnce(ledger, new FakeChannel('421 try later'), START);
    expect(await rows(ledger)).toMatchObject([
      {
        status: 'pending',
        attempts: 1,
        due_ms: START + 5_000,
        delivered_ms: null,
        last_error: '421 try later',
      },
    ]);
    expect(await dueCount(ledger, START + 4_999)).toBe(0);
  });

  it('forgets the reason when it succeeds at last', async () => {
    const ledger = await ledgerWith(entry());
    await deliverOnce(ledger, new FakeChannel('421'), START);
    await deliverOnce(ledger, new FakeChannel(), START + 5_000);
    expect(await rows(ledger)).toMatchObject([{ status: 'delivered', attempts: 2, last_error: null }]);
  });

  it('says the same key at every attempt', async () => {
    const ledger = await ledgerWith(entry());
    const channel = new FakeChannel('421');
    await deliverOnce(ledger, channel, START);
    await deliverOnce(ledger, channel, START + 5_000);
    expect(channel.sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      'canhmang-1-opened-abc',
      'canhmang-1-opened-abc',
    ]);
  });

  it('gives it up as dead after the last wait, and not before', async () => {
    const ledger = await ledgerWith(entry());
    const channel = new FakeChannel('550 no such user');
    let nowMs = START;
    for (const waitS of WAITS_S) {
      await deliverOnce(ledger, channel, nowMs);
      expect(await rows(ledger)).toMatchObject([{ status: 'pending', due_ms: nowMs + waitS * 1_000 }]);
      nowMs += waitS * 1_000;
    }
    await deliverOnce(ledger, channel, nowMs);
    expect(await rows(ledger)).toMatchObject([
      { status: 'dead', attempts: 9, last_error: '550 no such user' },
    ]);
    expect(await dueCount(ledger, nowMs + 1e12)).toBe(0);
  });

  it('leaves waiting what no channel is there for', async () => {
    const ledger = await ledgerWith(entry());
    const delivery = deliveryOf(ledger, [], () => START);
    delivery.wake();
    await delivery.stop();
    expect(await rows(ledger)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('ends after the message under way', async () => {
    const ledger = await ledgerWith(entry('one'), entry('two'));
    const channel = new FakeChannel();
    await deliverOnce(ledger, channel, START);
    expect(channel.sent).toHaveLength(1);
    expect((await rows(ledger)).map(({ status }) => status)).toEqual(['delivered', 'pending']);
  });

  const sms = { medium: 'sms', recipient: '0912345678', subject: 's', text: 'mat ket noi' } as const;

  /** Takes everything at once. */
  function smsChannel(sent: Delivery[], arrived: () => void = () => {}): Channel {
    const send = async (delivery: Delivery) => {
      sent.push(delivery);
      arrived();
    };
    return { kind: 'smpp', send, close: () => {} };
  }

  it('goes by the other channel besides when one fails, and once is enough', async () => {
    const ledger = await ledgerWith({ ...entry(), fallback: [sms] });
    const mail = new FakeChannel('421');
    const refusing: Channel = { ...smsChannel([]), send: () => Promise.reject(new Error('no SMS today')) };
    for (const nowMs of [START, START + 5_000, START + 35_000]) {
      const delivery = deliveryOf(ledger, [mail, refusing], () => nowMs);
      const asked = mail.asked();
      delivery.wake();
      await asked;
      await delivery.stop();
    }
    expect(await rows(ledger)).toMatchObject([
      { status: 'pending', attempts: 3 },
      { status: 'pending', medium: 'sms', fallback_of: 1, idempotency_key: 'canhmang-1-opened-abc-sms' },
    ]);
  });

  it('takes back the message that another one stood in for', async () => {
    const ledger = await ledgerWith(entry(), { ...entry('by-sms'), ...sms, fallback_of: 1 });
    await ledger
      .updateTable('outbox')
      .set({ due_ms: START + 1e9 })
      .where('id', '=', 1)
      .execute();
    const sent: Delivery[] = [];
    const arrived = new Promise<void>((resolve) => {
      deliveryOf(ledger, [smsChannel(sent, resolve)], () => START).wake();
    });
    await arrived;
    await expect
      .poll(async () => (await rows(ledger)).map(({ status }) => status))
      .toEqual(['withdrawn', 'delivered']);
  });

  it('is dead at once when it will never be taken, and that is told; dead news of dead news is not', async () => {
    const ledger = await ledgerWith(entry());
    const told: [number, string][] = [];
    const refusing: Channel = {
      kind: 'smtp',
      send: async () => {
        throw new DeliveryError('550 no such user', { permanent: true });
      },
      close: () => {},
    };
    const done = new Promise<void>((resolve) => {
      const onDead = (count: number, reason: string) => {
        told.push([count, reason]);
        resolve();
      };
      deliveryOf(ledger, [refusing], () => START, { onDead }).wake();
    });
    await done;
    expect(told).toEqual([[1, 'Trực ban, mail: 550 no such user']]);
    await ledger.updateTable('incident').set({ kind: OUTBOX_DEAD }).execute();
    const delivery = deliveryOf(ledger, [refusing], () => START, {
      onDead: (count, reason) => void told.push([count, reason]),
    });
    await delivery.countDead();
    expect(told.at(-1)).toEqual([0, '']);
    expect(await retry(ledger, undefined, START + 9, () => undefined)).toBe(1);
    expect(await rows(ledger)).toMatchObject([{ status: 'pending', attempts: 0, due_ms: START + 9 }]);
  });

  it('of one medium that hangs does not keep the others waiting, and its time ends', async () => {
    const ledger = await ledgerWith(entry(), { ...entry('sms'), ...sms, thread: 'other' });
    const sent: Delivery[] = [];
    const hanging: Channel = { kind: 'smtp', send: () => new Promise(() => {}), close: () => {} };
    const arrived = new Promise<void>((resolve) => {
      const channels = [hanging, smsChannel(sent, resolve)];
      deliveryOf(ledger, channels, () => START, { attemptMs: 50 }).wake();
    });
    await arrived;
    await expect.poll(async () => (await rows(ledger))[0]?.last_error).toBe('no answer in time');
    expect(sent).toMatchObject([{ recipient: '0912345678' }]);
  });
});
