import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openSmtpChannel } from '../../collector/notify/channels/smtp/channel.ts';
import { smtpSettingsSchema } from '../../model/channel-settings.ts';
import type { Certificates } from '../setup/certificates.ts';
import { makeCertificates } from '../setup/certificates.ts';
import { attempt, hostilePeer, ofTest } from '../setup/deliveries.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { SMTP_USER, startSecureSmtpServer } from '../setup/secure-smtp-server.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const MAIL = { recipient: 'truc-ban@yenbai.example' };

describeWith(needs('python3-aiosmtpd'), 'e-mail through a server that wants TLS and a password', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  async function serverOfTest(mode: 'starttls' | 'tls' | 'plain') {
    const folder = await folderOfTest();
    const { endpoint, program } = await startSecureSmtpServer(folder, certificates, mode);
    onTestFinished(async () => void (await program.stop()));
    await writeFile(join(folder, 'password'), `${SMTP_USER.password}\n`);
    await writeFile(join(folder, 'wrong'), 'hush-hush\n');
    const channel = (changes: object) => {
      const settings = { ...endpoint, from: 'canhmang@yenbai.example', ca_file: certificates.caFile };
      return ofTest(openSmtpChannel(smtpSettingsSchema.parse({ ...settings, ...changes }), folder));
    };
    return { channel, program };
  }
  const login = { user: SMTP_USER.user, password_file: 'password' };

  it('goes through STARTTLS, and not at all where the authority or the password is another', async () => {
    const { channel, program } = await serverOfTest('starttls');
    expect(await attempt(channel(login), MAIL)).toMatchObject({
      taken: true,
      steps: [
        expect.stringMatching(/^connected 127\.0\.0\.1:\d+$/),
        expect.stringMatching(/^secured .+ GMT$/),
        `admitted ${SMTP_USER.user}`,
        'taken 250 2.0.0 taken as 17',
      ],
    });
    await program.waitForLine(/^MAIL truc-ban@yenbai.example TLS AUTH$/);
    const stranger = await attempt(channel({ ...login, ca_file: undefined }), MAIL);
    expect(stranger).toMatchObject({ taken: false, permanent: false });
    expect(stranger.reason).toMatch(/certificate/);
    const wrong = await attempt(channel({ ...login, password_file: 'wrong' }), MAIL);
    expect(wrong).toMatchObject({ taken: false, permanent: false });
    expect(wrong.reason).toMatch(/535/);
    expect(JSON.stringify(wrong)).not.toContain('hush-hush');
  });

  it('goes through TLS from the first byte', async () => {
    const { channel, program } = await serverOfTest('tls');
    expect(await attempt(channel({ secure: true }), MAIL)).toMatchObject({ taken: true });
    await program.waitForLine(/TLS NOBODY$/);
  });

  it('sends no password to a server that offers no TLS, and nothing at all where TLS is required', async () => {
    const { channel, program } = await serverOfTest('plain');
    for (const changes of [login, { starttls: 'required' }]) {
      const outcome = await attempt(channel(changes), MAIL);
      expect(outcome).toMatchObject({ taken: false, permanent: false });
      expect(outcome.reason).toMatch(/STARTTLS/);
    }
    expect(await attempt(channel({}), MAIL)).toMatchObject({ taken: true });
    await program.waitForLine(/PLAIN NOBODY$/);
  });

  it('tells what may be tried again from what will never be taken', async () => {
    const { channel } = await serverOfTest('plain');
    const cases: [recipient: string, permanent: boolean, reason: RegExp][] = [
      ['nobody@yenbai.example', true, /550 5\.1\.1 no such mailbox/],
      ['elsewhere@yenbai.example', false, /554 5\.7\.1 relaying denied/],
      ['later@yenbai.example', false, /451 4\.3\.0/],
    ];
    for (const [recipient, permanent, reason] of cases) {
      const outcome = await attempt(channel({}), { recipient });
      expect(outcome, recipient).toMatchObject({ taken: false, permanent });
      expect(outcome.reason).toMatch(reason);
    }
  });

  it('is not held up by a peer that is silent, drips, talks nonsense or hangs up', async () => {
    const silent = await hostilePeer(() => {});
    const drips = await hostilePeer((socket) => {
      socket.write('220-');
      const timer = setInterval(() => socket.write('.\r\n220-'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const nonsense = await hostilePeer((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    const gone = await hostilePeer((socket) => socket.destroy());
    for (const port of [silent, drips, nonsense, gone]) {
      const settings = { host: '127.0.0.1', port, from: 'canhmang@yenbai.example' };
      const channel = ofTest(openSmtpChannel(smtpSettingsSchema.parse(settings)));
      const outcome = await attempt(channel, MAIL, 400);
      expect(outcome, outcome.reason ?? '').toMatchObject({ taken: false, permanent: false });
      expect(outcome.reason).toMatch(new RegExp(`^127.0.0.1:${port}: `));
    }
  });
});
