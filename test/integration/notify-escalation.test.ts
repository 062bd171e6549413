/** Nobody answers, so the next is told; somebody answers, so nobody else is: through a mail exchanger and SMS. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gsmSeptets } from '../../model/gsm-text.ts';
import { needsBuild } from '../setup/canhmang.ts';
import { gammuFolders, startGammuSmsd } from '../setup/gammu-smsd.ts';
import { MailExchanger, needsMailExchanger } from '../setup/mail-exchanger.ts';
import { centre, PASSWORD } from '../setup/message-centre.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { NotifyingCollector } from '../setup/notifying.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** A way to send SMS: its configuration, and the text about an incident that comes to a number. */
interface SmsWay {
  readonly yaml: string;
  arrived(phone: string, incident: number): Promise<string>;
}

async function smpp(folder: string): Promise<SmsWay> {
  const texts: { to: string; text: string }[] = [];
  let wake = () => {};
  const { port } = await centre(({ destination_addr, short_message }) => {
    texts.push({ to: String(destination_addr), text: String(short_message?.message) });
    wake();
    return { message_id: String(texts.length) };
  });
  await writeFile(join(folder, 'smpp-password'), PASSWORD);
  const password = join(folder, 'smpp-password');
  return {
    yaml: `smpp: { host: 127.0.0.1, port: ${port}, system_id: canhmang, password_file: ${password} }\n`,
    async arrived(phone, incident) {
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const found = texts.find(({ to, text }) => to === phone && text.startsWith(`#${incident} `));
        if (found) return found.text;
        await changed;
      }
    },
  };
}

async function gammu(folder: string): Promise<SmsWay> {
  const { outbox, sent, error } = await gammuFolders(folder);
  const smsd = await startGammuSmsd(folder);
  onTestFinished(async () => void (await smsd.stop()));
  return {
    yaml: `gammu: { outbox: ${outbox}, sent: ${sent}, error: ${error} }\n`,
    async arrived(phone, incident) {
      const [, text = ''] = await smsd.waitForLine(
        new RegExp(`to "\\${phone}" with text "(#${incident} [^"]*)"`),
      );
      return text;
    },
  };
}

describeWith(
  [needsBuild(), needsMailExchanger(), needs('gammu-smsd')],
  'an incident that nobody answers',
  () => {
    it.each([
      ['SMPP', smpp, '0912000002'],
      ['a modem', gammu, '+84912000002'],
    ] as const)(
      'is told to the next by SMS over %s, and to nobody else once the link in it was used',
      async (_name, open, phone) => {
        const folder = await folderOfTest();
        const mail = await MailExchanger.start(join(folder, 'exim'));
        onTestFinished(() => mail.close());
        const sms = await open(folder);
        const { host, port } = mail.endpoint;
        const collector = await NotifyingCollector.start(
          join(folder, 'installation'),
          `smtp: { host: ${host}, port: ${port}, from: canhmang@yenbai.example }
${sms.yaml}recipients:
  - { name: An, email: an@yenbai.example }
  - { name: Bình, phone: "${phone}" }
  - { name: Trưởng phòng, email: truong-phong@yenbai.example }
routes:
  - name: all
    to: [An]
    escalate: [{ after: 1s, to: [Bình] }, { after: 3s, to: [Trưởng phòng] }]
`,
        );
        await collector.measure('tram-tau', 'down');
        const first = await mail.waitFor(({ headers }) => headers.to === 'an@yenbai.example');
        const text = await sms.arrived(phone, 1);
        expect(text).toMatch(/^#1 TRT mat ket noi tu \d\d:\d\d \d\d\/\d\d\. CHUA AI XAC NHAN\. /);
        expect(gsmSeptets(text)).toBeLessThanOrEqual(160);
        await collector.acknowledge(first.text);

        // Another incident goes all the way up: by then the first one's last step would have been told too.
        await collector.measure('mu-cang-chai', 'down');
        const last = await mail.waitFor(({ headers }) => headers.to === 'truong-phong@yenbai.example');
        expect(last.headers.subject).toMatch(/^\[Sự cố #2\] /);
        expect(last.text).toContain('chưa có ai xác nhận sự cố này');
        expect(await sms.arrived(phone, 2)).toMatch(/^#2 MCC /);
        const told = (await mail.mails()).map(({ headers }) => `${headers.to} ${headers.references}`);
        expect(told.sort()).toEqual([
          'an@yenbai.example <canhmang-incident-1@yenbai.example>',
          'an@yenbai.example <canhmang-incident-2@yenbai.example>',
          'truong-phong@yenbai.example <canhmang-incident-2@yenbai.example>',
        ]);
      },
    );
  },
);
