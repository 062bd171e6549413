/** kill -9 of the collector between a failure and its message, and while the message is handed over. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import { HeldLine, HOLDS } from '../setup/held-line.ts';
import { MailExchanger, needsMailExchanger } from '../setup/mail-exchanger.ts';
import { describeWith } from '../setup/needs.ts';
import { NotifyingCollector } from '../setup/notifying.ts';
import { randomFrom } from '../setup/random.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** Of moments that are left to chance, besides one at each point of the conversation. */
const BY_CHANCE = 4;
/** A failure has been told by then. */
const LONGEST_LIFE_MS = 250;
const TIMEOUT_MS = 120_000;
/** A bound, not a measure: on a loaded machine each look takes a second. */
const SETTLED_WITHIN_MS = 60_000;

describeWith(
  [needsBuild(), needsMailExchanger()],
  'a collector that is killed before its message has arrived',
  () => {
    it(
      'has it arrive all the same, as one message',
      async () => {
        const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
        const random = randomFrom(seed);
        const folder = await folderOfTest();
        const mail = await MailExchanger.start(join(folder, 'exim'));
        onTestFinished(() => mail.close());
        const line = new HeldLine(mail.endpoint);
        onTestFinished(() => line.close());
        const rounds = [...HOLDS, ...Array.from({ length: BY_CHANCE }, () => undefined)]
          .map((hold) => ({ hold, order: random() }))
          .sort((a, b) => a.order - b.order)
          .map(({ hold }, round) => ({ hold, site: `xa-${round + 1}` }));
        const collector = await NotifyingCollector.start(
          join(folder, 'installation'),
          `smtp: { host: 127.0.0.1, port: ${await line.open()}, from: canhmang@yenbai.example }
recipients:
  - { name: An, email: an@yenbai.example }
storm: { limit: 100 }
`,
          rounds.map(({ site }) => site),
        );
        const waiting = async () => {
          const outbox = await collector.command('notify', 'outbox', '--json');
          return JSON.parse(outbox.stdout);
        };
        for (const { hold, site } of rounds) {
          const held = hold && line.hold(hold);
          await collector.measure(site, 'down');
          await (held ?? pause(random() * LONGEST_LIFE_MS));
          await collector.kill();
          line.release();
          await collector.resume();
          await mail.waitFor(({ headers }) => headers.subject?.includes(`Xã ${site} `) ?? false);
          // The mail may be the copy that was taken over unheard: a kill before the next one is noted makes a third.
          await expect.poll(waiting, { message: `seed ${seed}`, timeout: SETTLED_WITHIN_MS }).toEqual([]);
        }
        const mails = await mail.mails();
        for (const { hold, site } of rounds) {
          const about = mails.filter(({ headers }) => headers.subject?.includes(`Xã ${site} `));
          const ids = new Set(about.map(({ headers }) => headers['message-id']));
          const story = `seed ${seed}, ${site}, killed at ${hold ?? 'a moment of chance'}`;
          expect([...ids], story).toEqual([expect.stringMatching(/^<canhmang-\d+-opened-\d+-[0-9a-f]{12}@/)]);
          // What was taken over unheard is handed over again, under the same id; nothing else is.
          if (hold === 'greeting' || hold === 'text') expect(about, story).toHaveLength(1);
          if (hold === 'answer') expect(about, story).toHaveLength(2);
          expect(about.length, story).toBeLessThanOrEqual(2);
        }
        expect(
          mails.every(({ headers }) => headers.subject?.includes(' Xã xa-')),
          `seed ${seed}`,
        ).toBe(true);
      },
      TIMEOUT_MS,
    );
  },
);
