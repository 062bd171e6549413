/** `canhmang notify` and a configuration that changes, against a collector that runs and servers that are real. */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { NotifyReport, NotifyTestAnswer, OutboxRow } from '../../collector/api/types/notify.ts';
import { needsBuild } from '../setup/canhmang.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { listenOfTest } from '../setup/deliveries.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { NotifyingCollector } from '../setup/notifying.ts';
import { SMTP_USER, startSecureSmtpServer } from '../setup/secure-smtp-server.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

async function smtpOfTest(): Promise<SmtpServer> {
  const server = await SmtpServer.start();
  onTestFinished(() => server.close());
  return server;
}

function plain({ host, port }: { readonly host: string; readonly port: number }): string {
  return `smtp: { host: ${host}, port: ${port}, from: canhmang@yenbai.example }\n`;
}

describeWith([needsBuild(), needs('python3-aiosmtpd')], 'canhmang notify', () => {
  it('shows each step of a test message, and which one failed', async () => {
    const folder = await folderOfTest();
    const certificates = await makeCertificates();
    onTestFinished(() => certificates.remove());
    const { endpoint, program } = await startSecureSmtpServer(folder, certificates, 'starttls');
    onTestFinished(async () => void (await program.stop()));
    await writeFile(join(folder, 'password'), SMTP_USER.password);
    const collector = await NotifyingCollector.start(
      join(folder, 'installation'),
      `smtp:
  host: 127.0.0.1
  port: ${endpoint.port}
  ca_file: ${certificates.caFile}
  from: canhmang@yenbai.example
  user: ${SMTP_USER.user}
  password_file: ../password
recipients:
  - { name: Trực ban, email: truc-ban@yenbai.example }
  - { name: Người cũ, email: nobody@yenbai.example }
`,
    );
    const shown = await collector.command('notify', 'test', '--to', 'Trực ban');
    expect(shown.stdout).toMatch(
      /^smtp đến truc-ban@yenbai\.example\n +\d+ ms {2}Đã kết nối: 127\.0\.0\.1:\d+\n.* Đã mã hóa bằng TLS: .+ GMT\n.* Đã đăng nhập: canhmang\n.* Bên kia đã nhận: 250 2\.0\.0 taken as 17\n {2}Đã gửi: bên kia đã nhận tin\.\n$/,
    );
    expect(shown.code).toBe(0);
    await program.waitForLine(/^MAIL truc-ban@yenbai\.example TLS AUTH$/);

    const refused = await collector.command('notify', 'test', '--to', 'Người cũ', '--json');
    const [answer] = JSON.parse(refused.stdout) as NotifyTestAnswer['results'];
    expect(refused.code).toBe(1);
    expect(answer?.steps.map(({ stage }) => stage)).toEqual(['connected', 'secured', 'admitted']);
    expect(answer?.error).toMatch(/550 5\.1\.1 no such mailbox/);

    await writeFile(join(folder, 'password'), 'sai mật khẩu');
    const stranger = await collector.command('notify', 'test', '--to', 'Trực ban');
    expect([stranger.code, stranger.stdout]).toEqual([1, expect.stringMatching(/Không gửi được: .*535/)]);
    expect(stranger.stdout).not.toMatch(/Đã đăng nhập|sai mật khẩu/);

    const nobody = await collector.command('notify', 'test', '--to', 'Ai đó');
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain('Trực ban, Người cũ');
  });

  it('tells who is on duty; what a changed file says is in force without a restart, what is wrong with it is not', async () => {
    const folder = await folderOfTest();
    const [first, second] = [await smtpOfTest(), await smtpOfTest()];
    const people = `recipients:
  - { name: An, email: an@yenbai.example }
  - { name: Bình, email: binh@yenbai.example }
`;
    const rota = (members: string) => `rotas:
  - { name: Trực mạng, members: [${members}], start: 2026-01-05, every_days: 7, at: 07:30 }
`;
    const routes = (more = '') => `routes:\n  - { name: all, to: [Trực mạng]${more} }\n`;
    const collector = await NotifyingCollector.start(
      folder,
      plain(first.endpoint) + people + rota('An, Bình') + routes(),
    );
    const duty = await collector.command('notify', 'duty', '--at', '2026-01-13T08:00');
    expect(duty.stdout).toMatch(/Trực mạng +Bình +07:30:00 19\/01\/2026 +An/);
    expect(duty.code).toBe(0);

    await collector.rewrite(plain(second.endpoint) + people + rota('Bình') + routes());
    await collector.program.waitForLine(/notify: the file has changed/);
    await collector.measure('tram-tau', 'down');
    const [mail] = await second.waitForMails(1);
    expect(mail?.headers.to).toBe('binh@yenbai.example');
    expect(first.mails).toEqual([]);

    await collector.rewrite(
      plain(first.endpoint) + people + rota('An') + routes(', sites: [mu-cang-chai, khong-co]'),
    );
    const place = 'canhmang\\.yaml:\\d+:\\d+';
    await collector.program.waitForLine(new RegExp(`${place}.*khong-co.*what it said before is in force`));
    await collector.measure('mu-cang-chai', 'down');
    const [, other] = await second.waitForMails(2);
    expect(other?.headers.to).toBe('binh@yenbai.example');
    expect(first.mails).toEqual([]);
    const { stderr, code } = await collector.command('notify', 'duty');
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`${place}.*khong-co`));
  });

  it('lists what was given up, which is told by another way; retries it to the address as mended, or discards it', async () => {
    const folder = await folderOfTest();
    const certificates = await makeCertificates();
    onTestFinished(() => certificates.remove());
    const { endpoint, program } = await startSecureSmtpServer(folder, certificates, 'plain');
    onTestFinished(async () => void (await program.stop()));
    const texts: string[] = [];
    const gateway = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => texts.push(text));
      request.on('end', () => response.end('OK'));
    });
    const port = await listenOfTest(gateway);
    const notify = (
      mailbox: string,
    ) => `${plain(endpoint)}http_sms: { url: 'http://localhost:${port}/', body: '"{{text}}"' }
recipients:
  - { name: An, email: ${mailbox}@yenbai.example, phone: "0912345678" }
routes:
  - { name: all, to: [An], how: { critical: [mail], major: [mail] } }
`;
    const collector = await NotifyingCollector.start(folder, notify('nobody'));
    await collector.measure('tram-tau', 'down');
    const outbox = async () => {
      const { stdout, code } = await collector.command('notify', 'outbox', '--json');
      return { rows: JSON.parse(stdout) as OutboxRow[], code };
    };
    await expect
      .poll(async () => (await outbox()).rows.filter(({ status }) => status === 'dead').length, {
        timeout: 15_000,
      })
      .toBe(2);
    const { rows, code } = await outbox();
    expect(code).toBe(1);
    expect(rows[0]).toMatchObject({ person: 'An', medium: 'mail', error: expect.stringMatching(/550/) });
    // The failure itself by the other way, and that something does not get through.
    const told = texts.map((text) => /#\d+ (\S+ [^(.\d]+)/.exec(text)?.[1]?.trim());
    expect(told).toEqual(['TRT mat ket noi tu', 'TTDL co thong bao khong gui duoc']);
    const { stdout } = await collector.command('notify', 'test', '--to', 'An');
    expect(stdout).toMatch(
      /http-sms đến 0912345678\n.* Địa chỉ: .*127\.0\.0\.1.*\n.* Đã kết nối: .*\n.* Đã chuyển tin: POST/,
    );
    await collector.rewrite(notify('an'));
    await collector.program.waitForLine(/notify: the file has changed/);
    expect((await collector.command('notify', 'retry', String(rows[0]?.id))).code).toBe(0);
    await program.waitForLine(/^MAIL an@yenbai\.example/);
    expect((await collector.command('notify', 'discard', String(rows[1]?.id))).code).toBe(0);
    expect(await outbox()).toEqual({ rows: [], code: 0 });
    const report = (await collector.command('notify', 'duty', '--json')).stdout;
    expect(JSON.parse(report) as NotifyReport).toEqual({ duties: [], problems: [], waiting: [] });
  });
});
