/** An agent tells people by ways of its own that the collector is gone, and that it is back: the program as built. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { canhmang, canhmangSpec, needsBuild, startCollector } from '../setup/canhmang.ts';
import { listenOfTest } from '../setup/deliveries.ts';
import { gammuFolders, startGammuSmsd } from '../setup/gammu-smsd.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { Program } from '../setup/program.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** The agent's clock: a minute of silence is six seconds of the test. */
const FASTER = 10;
const TIMEOUT_MS = 60_000;

function fasterClock(): Record<string, string> {
  const [library] = readdirSync('/usr/lib')
    .map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`)
    .filter((path) => existsSync(path));
  if (library === undefined) throw new Error('no libfaketime');
  return { LD_PRELOAD: library, FAKETIME: `+0 x${FASTER}` };
}

describeWith(
  [needsBuild(), needs('python3-aiosmtpd', 'gammu-smsd', 'faketime')],
  'an agent whose collector is gone',
  () => {
    it(
      'tells that by mail and SMS, once, and by mail that it is back',
      async () => {
        const folder = await folderOfTest();
        const smtp = await SmtpServer.start();
        onTestFinished(() => smtp.close());
        const folders = await gammuFolders(folder);
        const smsd = await startGammuSmsd(folder);
        onTestFinished(async () => void (await smsd.stop()));
        const config = await writeInstallation(folder);
        const { host, port } = smtp.endpoint;
        const alarm = `collector_alarm: {
      after: 1m,
      smtp: { host: ${host}, port: ${port}, from: tram-do@yenbai.example },
      gammu: { outbox: ${folders.outbox}, sent: ${folders.sent}, error: ${folders.error} },
      to: [{ email: truong-phong@yenbai.example }, { phone: "+84912345678" }] }`;
        const pings: (string | undefined)[] = [];
        let wake = () => {};
        const pinged = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const watcher = createServer((request, response) => {
          pings.push(request.url);
          response.end('OK');
          wake();
        });
        const deadMan = `dead_man: { url: 'http://127.0.0.1:${await listenOfTest(watcher)}/ping/3f9a' }\n`;
        const text = await readFile(config, 'utf8');
        await writeFile(config, text.replace('local: false }', `local: false, ${alarm} }`) + deadMan);
        const data = join(folder, 'data');
        const listen = written(loopbackEndpoint());
        const collector = await startCollector({ config, data, listen });
        const issued = await canhmang(['token', 'core', '--config', config, '--data', data]);
        const tokenFile = join(folder, 'token');
        await writeFile(tokenFile, issued.stdout);
        const startAgent = () => {
          const where = ['--collector', collector.url, '--token-file', tokenFile];
          const args = ['agent', '--id', 'core', ...where, '--data', join(folder, 'agent')];
          const agent = new Program(canhmangSpec(args, fasterClock()));
          onTestFinished(async () => void (await agent.stop()));
          return agent;
        };
        const agent = startAgent();
        await agent.waitForLine(/"msg":"configuration applied"/);
        await pinged;
        collector.program.kill('SIGKILL');
        await collector.program.exit;

        const [gone] = await smtp.waitForMails(1);
        expect(gone?.headers).toMatchObject({
          to: 'truong-phong@yenbai.example',
          from: 'tram-do@yenbai.example',
          subject: expect.stringMatching(
            /^Mất liên lạc với máy chủ Canh Mạng từ \d\d:\d\d:\d\d \d\d\/\d\d\/\d{4}$/,
          ),
        });
        expect(gone?.text).toContain(`trạm đo core tại ${CORE} mất liên lạc với máy chủ`);
        await smsd.waitForLine(
          /to "\+84912345678" with text "Canh Mang: tram do core tai trung-tam mat lien lac/,
        );
        expect(pings).toEqual(['/ping/3f9a']);
        await agent.waitForLine(/"channel":"gammu","msg":"collector alarm: told"/);
        await agent.stop();

        const again = startAgent();
        await again.waitForLine(/"msg":"agent started"/);
        const resumed = await startCollector({ config, data, listen });
        onTestFinished(async () => void (await resumed.program.stop()));
        const [, back] = await smtp.waitForMails(2);
        expect(back?.headers.subject).toBe('Đã liên lạc lại được với máy chủ Canh Mạng');
        expect(back?.headers.references).toBe(gone?.headers.references);
        await expect.poll(() => pings.length).toBeGreaterThan(1);
        await smsd.waitForLine(/with text "Canh Mang: tram do core tai trung-tam lien lac lai duoc/);
        await again.stop();
        expect(smtp.mails).toHaveLength(2);
        expect(readdirSync(folders.sent)).toHaveLength(2);
      },
      TIMEOUT_MS,
    );
  },
);
