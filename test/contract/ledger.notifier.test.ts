import { describe, expect, it } from 'vitest';
import { openIncident } from '../../collector/incidents/incidents.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import type { Channel, Delivery } from '../../collector/notify/channels/channel.ts';
import { OutboxDelivery } from '../../collector/notify/delivery.ts';
import { passOn } from '../../collector/notify/fallback.ts';
import type { Change, NotifierParts } from '../../collector/notify/notifier.ts';
import { Notifier } from '../../collector/notify/notifier.ts';
import { enqueue } from '../../collector/notify/outbox.ts';
import { installationSchema } from '../../config/schema/installation.ts';
import type { IncidentEvent, Severity } from '../../model/incident.ts';
import { silent } from '../unit/agent/silent-logger.ts';
import { ledgerInMemory } from './open-ledger.ts';

const MINUTE = 60_000;
/** Monday, 23:00 in Hanoi. */
const START = Date.UTC(2026, 10, 23, 16);

const RECIPIENTS = [
  { name: 'An', email: 'an@x.vn', phone: '0912345678', quiet: '22:00-06:00' },
  { name: 'Lãnh đạo', email: 'ld@x.vn' },
];

function installationWith(notify: object) {
  return installationSchema.parse({
    title: 'Thử',
    inventory: { units: 'u', sites: 's', devices: 'd', lines: 'l' },
    notify: { recipients: RECIPIENTS, routes: [{ name: 'all', to: ['An'] }], ...notify },
  });
}

interface Desk {
  readonly ledger: Ledger;
  /** Another one over the same ledger: a restart. */
  restart(): void;
  open(severity: Severity, nowMs: number): Promise<number>;
  tell(incident: number, event: IncidentEvent, nowMs: number): Promise<void>;
  tick(nowMs: number): Promise<boolean>;
  /** Person, medium and subject of what has been enqueued since the last look. */
  fresh(): Promise<string[]>;
}

async function deskOfTest(notify: object = {}, more: Partial<NotifierParts> = {}): Promise<Desk> {
  const ledger = await ledgerInMemory();
  const installation = installationWith(notify);
  const make = () =>
    new Notifier({
      ledger,
      installation: () => installation,
      siteOf: () => ({ shortName: 'A', siteClass: 'district', units: new Set() }),
      nameOf: (subject) => subject,
      behindOf: () => 0,
      media: () => ['sms', 'mail'],
      isPlanned: async () => false,
      acknowledgeUrl: () => undefined,
      ...more,
    });
  let notifier = make();
  let sites = 0;
  let seen = 0;
  const note = (change: Change, nowMs: number) =>
    ledger.transaction().execute(async (transaction) => {
      for (const entry of await notifier.messagesFor(change, transaction, nowMs))
        await enqueue(transaction, entry, nowMs);
    });
  return {
    ledger,
    restart: () => {
      notifier = make();
    },
    async open(severity, nowMs) {
      const subject = `site:s${++sites}` as const;
      const made = { subject, site: 'a', kind: 'down', severity, atMs: nowMs, proof: undefined };
      const change = await ledger
        .transaction()
        .execute((transaction) => openIncident(transaction, made, nowMs));
      await note(change, nowMs);
      return change.incident.id;
    },
    async tell(id, event, nowMs) {
      const resolved = event === 'resolved' ? { resolved_ms: nowMs } : { acknowledged_ms: nowMs };
      const incident = await ledger
        .updateTable('incident')
        .set(resolved)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await note({ event, atMs: nowMs, incident }, nowMs);
    },
    tick: (nowMs) => notifier.tick(nowMs),
    async fresh() {
      const rows = await ledger
        .selectFrom('outbox')
        .selectAll()
        .where('id', '>', seen)
        .orderBy('id')
        .execute();
      seen = rows.at(-1)?.id ?? seen;
      return rows.map(
        ({ person, medium, subject }) => `${person} ${medium} ${/^\[[^\]]+\](?: \d+)?/.exec(subject)}`,
      );
    },
  };
}

describe('notifier', () => {
  it('tells of what is critical at once, by all media, and of its end in the same way', async () => {
    const desk = await deskOfTest();
    const id = await desk.open('critical', START);
    expect(await desk.fresh()).toEqual(['An sms [Sự cố #1]', 'An mail [Sự cố #1]']);
    await desk.tell(id, 'resolved', START + MINUTE);
    expect(await desk.fresh()).toEqual(['An sms [Sự cố #1]', 'An mail [Sự cố #1]']);
  });

  it('lets what is not critical wait for the end of quiet hours, and tells how it stands then', async () => {
    const desk = await deskOfTest();
    const id = await desk.open('major', START);
    await desk.tell(id, 'resolved', START + MINUTE);
    expect(await desk.tick(START + 7 * 60 * MINUTE - 1)).toBe(false);
    desk.restart();
    expect(await desk.tick(START + 7 * 60 * MINUTE)).toBe(true);
    expect(await desk.fresh()).toEqual(['An mail [Trong giờ nghỉ] 1']);
    expect(await desk.tick(START + 8 * 60 * MINUTE)).toBe(false);
    const [row] = await desk.ledger.selectFrom('outbox').select('text').execute();
    expect(row?.text).toContain('1 sự cố, 0 còn tiếp diễn');
  });

  it('gathers warnings for the digest', async () => {
    const desk = await deskOfTest();
    await desk.open('warning', START);
    await desk.open('warning', START + MINUTE);
    expect(await desk.fresh()).toEqual([]);
    await desk.tick(Date.UTC(2026, 10, 24, 0, 30));
    expect(await desk.fresh()).toEqual(['An mail [Tổng hợp] 2']);
  });

  it('folds a storm into one message, and what follows into one more', async () => {
    const desk = await deskOfTest({ storm: { limit: 2, within: '10m', gather: '30s' } });
    for (let count = 0; count < 20; count++) await desk.open('critical', START + count * 1_000);
    expect(await desk.fresh()).toHaveLength(4);
    await desk.tick(START + 40_000);
    expect(await desk.fresh()).toEqual(['An sms [Nhiều sự cố] 18', 'An mail [Nhiều sự cố] 18']);
    for (let count = 0; count < 5; count++) await desk.open('critical', START + 60_000 + count);
    await desk.tick(START + 5 * MINUTE);
    expect(await desk.fresh()).toEqual([]);
    await desk.tick(START + 11 * MINUTE);
    expect(await desk.fresh()).toEqual(['An sms [Nhiều sự cố] 5', 'An mail [Nhiều sự cố] 5']);
  });

  const escalate = [{ name: 'all', to: ['An'], escalate: [{ after: '15m', to: ['Lãnh đạo'] }] }];

  it('tells others when nobody answers, once, also after a restart', async () => {
    const desk = await deskOfTest({ routes: escalate });
    await desk.open('critical', START);
    await desk.fresh();
    expect(await desk.tick(START + 15 * MINUTE - 1)).toBe(false);
    desk.restart();
    expect(await desk.tick(START + 15 * MINUTE)).toBe(true);
    expect(await desk.fresh()).toEqual(['Lãnh đạo mail [Sự cố #1]']);
    expect(await desk.tick(START + 60 * MINUTE)).toBe(false);
    const events = await desk.ledger.selectFrom('incident_event').select(['event', 'text']).execute();
    expect(events.at(-1)).toEqual({ event: 'notified', text: 'Lãnh đạo' });
  });

  it.each<IncidentEvent>(['acknowledged', 'resolved'])('tells nobody else of what is %s', async (event) => {
    const desk = await deskOfTest({ routes: escalate });
    await desk.tell(await desk.open('critical', START), event, START + MINUTE);
    await desk.fresh();
    expect(await desk.tick(START + 60 * MINUTE)).toBe(false);
  });

  it('tells nobody of what is planned, and nothing where no channel is', async () => {
    const planned = await deskOfTest({}, { isPlanned: async () => true });
    await planned.open('critical', START);
    const silent = await deskOfTest({}, { media: () => [] });
    await silent.open('critical', START);
    expect([await planned.fresh(), await silent.fresh()]).toEqual([[], []]);
  });

  const rota = {
    recipients: [...RECIPIENTS, { name: 'Bình', email: 'binh@x.vn' }, { name: 'Cường', email: 'cuong@x.vn' }],
    rotas: [
      {
        name: 'Trực',
        members: ['Bình', 'Lãnh đạo'],
        // A Monday.
        start: '2026-11-23',
        at: '07:30',
        overrides: [{ from: '2026-12-02T07:30', to: '2026-12-03T07:30', member: 'Cường' }],
      },
    ],
    routes: [{ name: 'all', to: ['An'], escalate: [{ after: '15m', to: ['Trực'] }] }],
  };

  it.each([
    ['before the hand-over', '2026-11-30T07:14', 'Bình'],
    ['by the hand-over', '2026-11-30T07:15', 'Lãnh đạo'],
    ['while somebody stands in', '2026-12-02T12:00', 'Cường'],
    ['after that', '2026-12-03T07:15', 'Lãnh đạo'],
  ])('tells who is on duty when it is told, not when it began: %s', async (_when, opened, person) => {
    const desk = await deskOfTest(rota);
    const openedMs = Date.parse(`${opened}:00+07:00`);
    await desk.open('critical', openedMs);
    expect(await desk.fresh()).toHaveLength(2);
    await desk.tick(openedMs + 15 * MINUTE);
    expect(await desk.fresh()).toEqual([`${person} mail [Sự cố #1]`]);
  });

  it('tells by what the configuration says when it is told', async () => {
    let installation = installationWith({});
    const desk = await deskOfTest({}, { installation: () => installation });
    await desk.open('critical', START);
    expect(await desk.fresh()).toEqual(['An sms [Sự cố #1]', 'An mail [Sự cố #1]']);
    installation = installationWith({ routes: [{ name: 'all', to: ['Lãnh đạo'] }] });
    await desk.open('critical', START + MINUTE);
    expect(await desk.fresh()).toEqual(['Lãnh đạo mail [Sự cố #2]']);
  });

  it.each([
    ['sms', 'mail'],
    ['mail', 'sms'],
  ] as const)('goes by %s, and by %s when that fails', async (medium, other) => {
    const desk = await deskOfTest({ routes: [{ name: 'all', to: ['An'], how: { critical: [medium] } }] });
    await desk.open('critical', START);
    expect(await desk.fresh()).toEqual([`An ${medium} [Sự cố #1]`]);
    let nowMs = START;
    const sent: Delivery[] = [];
    const channel = (kind: 'smtp' | 'smpp', fails: boolean): Channel => ({
      kind,
      async send(delivery) {
        if (fails) throw new Error('not now');
        sent.push(delivery);
      },
      close: () => {},
    });
    const delivery = new OutboxDelivery({
      ledger: desk.ledger,
      channels: () => [channel('smtp', medium === 'mail'), channel('smpp', medium === 'sms')],
      logger: silent,
      now: () => nowMs,
      random: () => 0.5,
      fallbackAfter: () => 2,
      onDead: () => {},
    });
    const attempts = async () =>
      (await desk.ledger.selectFrom('outbox').select('attempts').where('medium', '=', medium).execute())[0]
        ?.attempts;
    for (const [attempt, waitMs] of [0, 5_000].entries()) {
      nowMs += waitMs;
      delivery.wake();
      await expect.poll(attempts).toBe(attempt + 1);
    }
    await expect.poll(() => sent.length).toBe(1);
    await delivery.stop();
    expect(sent[0]?.recipient).toBe(other === 'mail' ? 'an@x.vn' : '0912345678');
    expect(sent[0]?.text).toMatch(other === 'mail' ? /mất kết nối/ : /^#1 A mat ket noi/);
    // The first is not tried any more: the other one has told it.
    const rows = await desk.ledger.selectFrom('outbox').select(['medium', 'status']).orderBy('id').execute();
    expect(rows).toEqual([
      { medium, status: 'withdrawn' },
      { medium: other, status: 'delivered' },
    ]);
  });

  it('does not lose what waits for a channel that was taken out of the configuration', async () => {
    const desk = await deskOfTest({ routes: [{ name: 'all', to: ['An'], how: { critical: ['mail'] } }] });
    await desk.open('critical', START);
    await desk.fresh();
    for (let round = 0; round < 2; round++)
      await desk.ledger.transaction().execute((transaction) => passOn(transaction, ['sms'], START));
    expect(await desk.fresh()).toEqual(['An sms [Sự cố #1]']);
  });
});
