import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openGammuChannel } from '../../collector/notify/channels/gammu/channel.ts';
import { attempt, ofTest } from '../setup/deliveries.ts';
import { gammuFolders, startGammuSmsd } from '../setup/gammu-smsd.ts';
import { describeWith, needs } from '../setup/needs.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 14, 14, 7);

async function gammuOfTest() {
  const folder = await folderOfTest();
  const paths = await gammuFolders(folder);
  const channel = ofTest(openGammuChannel(paths, { now: () => NOW_MS }));
  const start = async () => {
    const smsd = await startGammuSmsd(folder);
    onTestFinished(async () => void (await smsd.stop()));
    return smsd;
  };
  return { paths, channel, start };
}

describeWith(needs('gammu-smsd'), 'SMS through Gammu SMSD', () => {
  it('is sent as it was written, and once, however often it is handed over', async () => {
    const { paths, channel, start } = await gammuOfTest();
    const smsd = await start();
    const [plain, marked] = await Promise.all([
      attempt(channel),
      attempt(channel, { text: '[Mù Cang Chải] {€}', idempotencyKey: 'other' }),
    ]);
    expect(plain).toMatchObject({ taken: true, steps: [`handed ${paths.outbox}`, `taken ${paths.sent}`] });
    expect(marked).toMatchObject({ taken: true });
    await smsd.waitForLine(
      /to "\+84912345678" with text "MCC mat ket noi tu 21:14 23\/11, mat dien, su co 7"/,
    );
    await smsd.waitForLine(/with text "\[Mù Cang Chải\] \{€\}"/);
    // As after a crash before it was noted that the message had been taken.
    expect(await attempt(channel)).toMatchObject({ taken: true });
    const sent = await readdir(paths.sent);
    expect(sent).toHaveLength(2);
    expect(sent.every((name) => name.startsWith('OUTA20261123_141407_00_+84912345678_'))).toBe(true);
    expect(await readdir(paths.outbox)).toEqual([]);
  });

  it('is taken back when nobody sends it in time, and sent another time', async () => {
    const { paths, channel, start } = await gammuOfTest();
    const waiting = await attempt(channel, {}, 100);
    expect(waiting).toMatchObject({ taken: false, permanent: false });
    expect(waiting.reason).toMatch(/is it running/);
    expect(await readdir(paths.outbox)).toEqual([]);
    await start();
    expect(await attempt(channel)).toMatchObject({ taken: true });
  });

  it('stays where it is when everything ends, and goes on at the next start', async () => {
    const { paths, channel, start } = await gammuOfTest();
    const ended = attempt(channel);
    const waiting = async () => (await readdir(paths.outbox)).filter((name) => name.startsWith('OUT'));
    await expect.poll(waiting).toHaveLength(1);
    channel.close();
    expect(await ended).toMatchObject({ taken: false, permanent: false });
    const left = await waiting();
    expect(left).toHaveLength(1);
    await start();
    expect(await attempt(ofTest(openGammuChannel(paths, { now: () => NOW_MS + 60_000 })))).toMatchObject({
      taken: true,
    });
    expect(await readdir(paths.sent)).toEqual(left);
  });

  it('that the modem could not send is tried again as a new one', async () => {
    const { paths, channel, start } = await gammuOfTest();
    // Where SMSD puts what its modem refuses.
    const failing = attempt(channel, {}, 5_000);
    let name: string | undefined;
    while (name === undefined)
      [name] = (await readdir(paths.outbox)).filter((entry) => entry.startsWith('OUT'));
    await rename(join(paths.outbox, name), join(paths.error, name));
    const failed = await failing;
    expect(failed).toMatchObject({ taken: false, permanent: false });
    expect(failed.reason).toMatch(/the modem could not send it/);
    await start();
    expect(await attempt(channel)).toMatchObject({ taken: true });
  });

  it('says what is wrong with a number, and with the folders', async () => {
    const { paths, channel } = await gammuOfTest();
    expect(await attempt(channel, { recipient: '../../etc/passwd' })).toMatchObject({ permanent: true });
    await rm(paths.sent, { recursive: true });
    const outcome = await attempt(channel);
    expect(outcome).toMatchObject({ taken: false, permanent: false });
    expect(outcome.reason).toMatch(/folders of gammu-smsd \(ENOENT\)/);
  });
});
