import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CollectorAlarmWatch } from '../../../agent/collector-alarm.ts';
import type { CollectorAlarm } from '../../../model/channel-settings.ts';
import { collectorAlarmSchema } from '../../../model/channel-settings.ts';
import { gsmSeptets, SMS_SEPTETS } from '../../../model/gsm-text.ts';
import { tempFolder } from '../journal/temp-folder.ts';
import { FakeTimers } from './fake-timers.ts';
import { listeningLogger } from './silent-logger.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 23, 14, 0);
const SMTP = { host: 'mail.example', from: 'agent@yenbai.example' };
const SETTINGS = collectorAlarmSchema.parse({
  after: '10m',
  smtp: SMTP,
  gammu: { outbox: '/o', sent: '/s', error: '/e' },
  to: [{ email: 'truong-phong@yenbai.example' }, { phone: '+84912345678' }],
});

interface Told {
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly idempotencyKey: string;
}

/** An agent's watch, and how to start it anew over the same folder. */
async function agentOfTest(directory = tempFolder(), startMs = START_MS) {
  const timers = new FakeTimers();
  const told: Told[] = [];
  const refusing = new Set<string>();
  let heardMs: number | undefined;
  const sender = (kind: string) => ({
    kind,
    async send(message: Omit<Told, 'kind'>) {
      if (refusing.has(kind)) throw new Error('refused');
      told.push({ kind, ...message });
    },
    close() {},
  });
  const { logger, messages } = listeningLogger();
  const watch = new CollectorAlarmWatch({
    agent: 'mu-cang-chai',
    directory,
    openSenders: async () => [sender('gammu'), sender('smtp')],
    heardMs: () => heardMs,
    site: () => 'mu-cang-chai',
    now: () => startMs + timers.monotonicMs(),
    timers,
    logger,
  });
  await watch.start();
  await watch.configure(SETTINGS);
  return {
    told,
    refusing,
    directory,
    messages,
    hear() {
      heardMs = timers.monotonicMs();
    },
    async later(ms: number) {
      timers.suspend(ms);
      await watch.look();
    },
    configure: (settings: CollectorAlarm) => watch.configure(settings),
    whatTold: () =>
      told.splice(0).map(({ kind, idempotencyKey }) => `${kind} ${idempotencyKey.split('-').at(-1)}`),
  };
}

describe('collector alarm', () => {
  it('is told once when the collector has been silent for long enough, and once when it is back', async () => {
    const agent = await agentOfTest();
    agent.hear();
    await agent.later(9 * MINUTE_MS);
    expect(agent.told).toEqual([]);
    await agent.later(MINUTE_MS);
    expect(agent.told.map(({ kind, recipient }) => [kind, recipient])).toEqual([
      ['smtp', 'truong-phong@yenbai.example'],
      ['gammu', '+84912345678'],
    ]);
    expect(agent.told[0]?.text).toBe(
      'Canh Mạng: trạm đo mu-cang-chai tại mu-cang-chai mất liên lạc với máy chủ từ 21:00:00 23/11/2026. Có thể không còn ai giám sát mạng.',
    );
    const sms = agent.told[1]?.text ?? '';
    expect(sms).toMatch(/^Canh Mang: tram do/);
    expect(gsmSeptets(sms)).toBeLessThanOrEqual(SMS_SEPTETS);
    expect(agent.whatTold()).toHaveLength(2);
    await agent.later(60 * MINUTE_MS);
    expect(agent.told).toEqual([]);
    agent.hear();
    await agent.later(0);
    expect(agent.whatTold()).toEqual(['smtp back', 'gammu back']);
    await agent.later(1_000);
    expect(agent.told).toEqual([]);
    await agent.later(10 * MINUTE_MS);
    expect(agent.whatTold()).toEqual(['smtp gone', 'gammu gone']);
  });

  it('is not repeated by an agent that is started anew, which tells that the collector is back', async () => {
    const before = await agentOfTest();
    before.hear();
    await before.later(11 * MINUTE_MS);
    expect(before.whatTold()).toHaveLength(2);
    const after = await agentOfTest(before.directory, START_MS + 12 * MINUTE_MS);
    await after.later(30 * MINUTE_MS);
    expect(after.told).toEqual([]);
    after.hear();
    await after.later(0);
    expect(after.whatTold()).toEqual(['smtp back', 'gammu back']);
  });

  it('counts the silence before a restart, and gives the collector a minute after it', async () => {
    const before = await agentOfTest();
    before.hear();
    await before.later(8 * MINUTE_MS);
    const after = await agentOfTest(before.directory, START_MS + 60 * MINUTE_MS);
    await after.later(MINUTE_MS - 1);
    expect(after.told).toEqual([]);
    await after.later(1);
    expect(after.whatTold()).toEqual(['smtp gone', 'gammu gone']);
  });

  it('tries again what did not go, and tells nobody that it is back who was not told that it was gone', async () => {
    const agent = await agentOfTest();
    agent.hear();
    agent.refusing.add('gammu');
    await agent.later(10 * MINUTE_MS);
    await agent.later(1_000);
    expect(agent.whatTold()).toEqual(['smtp gone']);
    agent.hear();
    await agent.later(MINUTE_MS);
    expect(agent.whatTold()).toEqual(['smtp back']);
    agent.refusing.clear();
    await agent.later(10 * MINUTE_MS);
    expect(agent.whatTold()).toEqual(['smtp gone', 'gammu gone']);
  });

  it('is told again after a silence that was as short as can be', async () => {
    const agent = await agentOfTest();
    await agent.configure({ ...SETTINGS, after: MINUTE_MS });
    for (let round = 0; round < 2; round++) {
      agent.hear();
      await agent.later(MINUTE_MS);
      expect(agent.whatTold()).toEqual(['smtp gone', 'gammu gone']);
      agent.hear();
      await agent.later(0);
      expect(agent.whatTold()).toEqual(['smtp back', 'gammu back']);
    }
  });

  it('begins anew where what it kept cannot be read', async () => {
    const directory = tempFolder();
    writeFileSync(join(directory, 'collector-alarm.json'), '{"told": 7');
    const agent = await agentOfTest(directory);
    expect(agent.messages()).toContain('collector alarm: not readable, begun anew');
    await agent.later(10 * MINUTE_MS);
    expect(agent.whatTold()).toHaveLength(2);
  });

  it('wants a way for everybody who is to be told', () => {
    const settings = { smtp: SMTP, to: [{ phone: '+84912345678' }] };
    const { error } = collectorAlarmSchema.safeParse(settings);
    expect(error?.issues).toMatchObject([{ path: ['to', 0], message: expect.stringContaining('smpp') }]);
  });
});
