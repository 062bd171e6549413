import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { applyTransition } from '../../collector/incidents/outages.ts';
import type { Ledger } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { writeRun } from '../../collector/ledger/report-runs.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { openSmtpChannel } from '../../collector/notify/channels/smtp/channel.ts';
import { composeMessage } from '../../collector/notify/compose.ts';
import { OutboxDelivery } from '../../collector/notify/delivery.ts';
import { enqueue } from '../../collector/notify/outbox.ts';
import { reportEntry } from '../../collector/notify/report-mail.ts';
import { translator } from '../../config/messages.ts';
import { TITLE } from '../setup/installation.ts';
import type { Endpoint } from '../setup/loopback.ts';
import { loopbackEndpoint } from '../setup/loopback.ts';
import type { MemoryLogger } from '../setup/memory-logger.ts';
import { memoryLogger } from '../setup/memory-logger.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const SITE_NAME = 'UBND huyện Mù Cang Chải';
/** 21:14:07 on 23 November 2026 in Hanoi. */
const DOWN_MS = Date.UTC(2026, 10, 23, 14, 14, 7);
const SINCE = '21:14:07 23/11/2026';
const KEY = 'canhmang-1-opened-0123456789ab';
const PROOF = 'stamp,agent=core,site=mu-cang-chai received=0i,sent=5i 1764000000000000000';

interface Outbox {
  readonly ledger: Ledger;
  readonly delivery: OutboxDelivery;
  readonly log: MemoryLogger;
  /** Moves the clock on and lets the outbox look. */
  later(ms: number): void;
}

/** An outbox with one incident's message in it. */
async function outboxOfTest(smtp: Endpoint): Promise<Outbox> {
  const folder = await folderOfTest();
  const ledger = await openLedger(sqliteDialect(join(folder, 'ledger.sqlite')));
  await ledger.transaction().execute(async (transaction) => {
    const [change] = await applyTransition(
      transaction,
      {
        subject: 'site:mu-cang-chai',
        from: 'up',
        to: 'down',
        atMs: DOWN_MS,
        decidedMs: DOWN_MS,
        proof: PROOF,
      },
      'mu-cang-chai',
    );
    if (!change) throw new Error('no incident');
    const facts = {
      ...change,
      subjectName: SITE_NAME,
      siteShortName: 'MCC',
      behind: 0,
      title: TITLE,
      timeZone: 'Asia/Ho_Chi_Minh',
    };
    const message = composeMessage(facts, translator('vi'), 'vi');
    if (!message) throw new Error('no message');
    await enqueue(
      transaction,
      {
        idempotency_key: KEY,
        incident: change.incident.id,
        person: 'Trực ban',
        medium: 'mail',
        recipient: 'truc-ban@yenbai.example',
        thread: `canhmang-incident-${change.incident.id}`,
        ...message,
      },
      DOWN_MS,
    );
  });
  let nowMs = DOWN_MS;
  const log = memoryLogger();
  const channel = openSmtpChannel({ ...smtp, secure: false, from: 'canhmang@yenbai.example' });
  const delivery = new OutboxDelivery({
    ledger,
    channels: () => [channel],
    logger: log.logger,
    now: () => nowMs,
    random: () => 0.5,
    fallbackAfter: () => 3,
    onDead: () => {},
  });
  onTestFinished(async () => {
    await delivery.stop();
    await ledger.destroy();
  });
  return {
    ledger,
    delivery,
    log,
    later(ms) {
      nowMs += ms;
      delivery.wake();
    },
  };
}

async function rowOf({ ledger }: Outbox) {
  return ledger.selectFrom('outbox').selectAll().orderBy('id').executeTakeFirstOrThrow();
}

async function smtpOfTest(endpoint?: Endpoint): Promise<SmtpServer> {
  const server = await SmtpServer.start(endpoint);
  onTestFinished(() => server.close());
  return server;
}

describeWith(needs('python3-aiosmtpd'), 'e-mail', () => {
  it('arrives as it was written: Vietnamese in subject and text, one id for every attempt', async () => {
    const server = await smtpOfTest();
    const outbox = await outboxOfTest(server.endpoint);
    outbox.delivery.start();
    const [mail] = await server.waitForMails(1);
    await outbox.log.logged(/notification delivered/);
    expect(mail?.headers).toMatchObject({
      subject: `[Sự cố #1] ${SITE_NAME} mất kết nối từ ${SINCE}`,
      from: 'canhmang@yenbai.example',
      to: 'truc-ban@yenbai.example',
      'message-id': `<${KEY}@yenbai.example>`,
      references: '<canhmang-incident-1@yenbai.example>',
      'auto-submitted': 'auto-generated',
    });
    expect(mail?.text.trim()).toBe(
      `${SITE_NAME} mất kết nối từ ${SINCE}.\n\nSự cố: #1\nBằng chứng: trạm đo core gửi 5 gói tin, nhận về 0 (stamp, 23:00:00 24/11/2025)\n\n${TITLE}\nCanh Mạng`,
    );
    // RFC 5322 section 2.1.1, and servers without 8BITMIME (RFC 6152).
    expect(mail?.raw).toMatch(/^[\t\n\r -~]*$/);
    for (const line of mail?.raw.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(998);
    expect(await rowOf(outbox)).toMatchObject({ status: 'delivered', attempts: 1, delivered_ms: DOWN_MS });
  });

  it('brings the files of a scheduled report', async () => {
    const server = await smtpOfTest();
    const outbox = await outboxOfTest(server.endpoint);
    const content = Buffer.from('đơn vị;mức sẵn sàng\nMù Cang Chải;99,9\n');
    await outbox.ledger.transaction().execute(async (transaction) => {
      const made = { schedule: 'Tháng', period: '2026-10', dueMs: DOWN_MS, madeMs: DOWN_MS };
      const run = await writeRun(transaction, made, [
        { name: 'thang.csv', contentType: 'text/csv', content },
      ]);
      const report = {
        run: run ?? -1,
        schedule: 'Tháng',
        person: 'An',
        subject: 'Báo cáo tháng',
        text: 'Kỳ 10.',
      };
      const entry = reportEntry(report, { name: 'An', email: 'an@yenbai.example', language: 'vi' });
      if (!entry) throw new Error('nobody to send it to');
      await enqueue(transaction, entry, DOWN_MS);
    });
    outbox.delivery.start();
    const mail = await server.waitFor(({ headers }) => headers.subject === 'Báo cáo tháng', 'report');
    expect([mail.headers.to, mail.text.trim()]).toEqual(['an@yenbai.example', 'Kỳ 10.']);
    expect(mail.attachments).toEqual([
      { name: 'thang.csv', type: 'text/csv', base64: content.toString('base64') },
    ]);
  });

  it('waits while the server is away, with the reason, and is delivered once when it is back', async () => {
    const endpoint = loopbackEndpoint();
    const outbox = await outboxOfTest(endpoint);
    outbox.later(0);
    await outbox.log.logged(/notification not delivered/);
    const waiting = await rowOf(outbox);
    expect(waiting).toMatchObject({ status: 'pending', attempts: 1, delivered_ms: null });
    expect(waiting.last_error).toMatch(/ECONNREFUSED/);
    expect(waiting.due_ms).toBe(DOWN_MS + 5_000);

    const server = await smtpOfTest(endpoint);
    // Another message, due at once, shows that the outbox has looked: it is not time for the first one yet.
    const { person, medium, recipient, subject, text, incident } = waiting;
    const another = {
      person,
      medium,
      recipient,
      subject,
      text,
      incident,
      thread: 't',
      idempotency_key: 'another',
    };
    await outbox.ledger.transaction().execute((transaction) => enqueue(transaction, another, DOWN_MS));
    outbox.later(waiting.due_ms - DOWN_MS - 1);
    await outbox.log.logged(/notification delivered/);
    expect(await rowOf(outbox)).toMatchObject({ status: 'pending', attempts: 1 });
    outbox.later(1);
    await outbox.log.logged(/notification delivered/, 2);
    outbox.later(60_000);
    await outbox.delivery.stop();
    expect(await rowOf(outbox)).toMatchObject({
      status: 'delivered',
      attempts: 2,
      last_error: null,
      delivered_ms: DOWN_MS + 5_000,
    });
    const ids = (await server.waitForMails(2)).map(({ headers }) => headers['message-id']);
    expect(ids).toEqual(['<another@yenbai.example>', `<${KEY}@yenbai.example>`]);
  });

  it('is given up after days, not before', async () => {
    const outbox = await outboxOfTest(loopbackEndpoint());
    const waits: number[] = [];
    let waitMs = 0;
    for (let attempt = 1; attempt <= 9; attempt++) {
      outbox.later(waitMs);
      await outbox.log.logged(/notification not delivered/, attempt);
      const { status, due_ms, attempts } = await rowOf(outbox);
      expect({ status, attempts }).toEqual({ status: attempt < 9 ? 'pending' : 'dead', attempts: attempt });
      waitMs = due_ms - DOWN_MS - waits.reduce((sum, wait) => sum + wait, 0);
      waits.push(waitMs);
    }
    const days = waits.reduce((sum, wait) => sum + wait, 0) / 86_400_000;
    expect(days).toBeGreaterThan(1.5);
    expect(days).toBeLessThan(3);
  });

  it('has no header that a name put into its subject, and no end before its end', async () => {
    const server = await smtpOfTest();
    const channel = openSmtpChannel({ ...server.endpoint, secure: false, from: 'canhmang@yenbai.example' });
    onTestFinished(() => channel.close());
    const subject = 'Mù Cang Chải\r\nBcc: trom@elsewhere.example\r\n\r\n<script>';
    const text = 'một\r\n.\r\nMAIL FROM:<trom@elsewhere.example>\r\nhai';
    await channel.send(
      {
        ...{ recipient: 'truc-ban@yenbai.example', subject, text, html: '<p>x</p>' },
        ...{ thread: 'canhmang-incident-1', idempotencyKey: KEY },
      },
      { signal: AbortSignal.timeout(20_000), step: () => undefined },
    );
    const [mail] = await server.waitForMails(1);
    expect(mail?.headers).not.toHaveProperty('bcc');
    expect(mail?.headers.subject).toMatch(/^Mù Cang Chải Bcc: trom@elsewhere\.example\s+<script>$/);
    expect(mail?.text.trim()).toBe('một\n.\nMAIL FROM:<trom@elsewhere.example>\nhai');
    expect(server.mails).toHaveLength(1);
  });
});
