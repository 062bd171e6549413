/** The collector on a disk that fills up, and on one that cannot be written: nothing is acknowledged that is not kept. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { appendFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { CORE, writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { mount, needsMount, smallDisk } from '../setup/small-disk.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';
import { AT_S, post, refusalOf, storedPoints } from '../setup/writing.ts';

const DISK_KB = 64 * 1024;
/** More than is left over of a page that is begun. */
const TEXT = 'x'.repeat(20_000);

describeWith([needsBuild(), await needsMount()], 'a collector on a bad disk', () => {
  it('that is full asks agents to come back, acknowledges nothing, and goes on by itself when there is room', async () => {
    const disk = await smallDisk(DISK_KB);
    const config = await writeInstallation(await folderOfTest(), { local: true });
    const data = join(disk, 'data');
    let collector = await startCollector({ config, data });
    onTestFinished(() => collector.program.stop().then(() => undefined));
    const { accessToken = '' } = collector;
    const token = readFileSync(join(data, 'agents/core/token'), 'utf8').trim();
    const epoch = randomUUID();
    const send = (number: number) =>
      post(collector.url, {
        token,
        headers: { 'canhmang-batch': `agent=core;epoch=${epoch};first=${number};last=${number}` },
        body: `load,site=${CORE} value=${number},note="${TEXT}" ${AT_S + number}000000000`,
      });
    const ready = async () => (await fetch(`${collector.url}/readyz`)).status;
    expect((await send(1)).status).toBe(204);

    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, 'ballast'), Buffer.alloc(bavail * bsize)).catch(() => undefined);
    // What another one has freed meanwhile.
    await appendFile(join(disk, 'ballast'), Buffer.alloc(1024 * 1024)).catch(() => undefined);
    for (let time = 0; time < 2; time++) {
      const refused = await send(2);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
      expect((await refusalOf(refused)).code).toBe('not_durable');
    }
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);

    await rm(join(disk, 'ballast'));
    await expect.poll(async () => (await send(2)).status).toBe(204);
    expect((await send(3)).status).toBe(204);
    await expect.poll(ready).toBe(200);
    expect((await collector.program.stop()).code).toBe(0);
    collector = await startCollector({ config, data });
    expect((await send(2)).status).toBe(204);
    expect(await storedPoints(collector.url, accessToken, 'load')).toEqual(
      [1, 2, 3].map((number) => [(AT_S + number) * 1_000, number]),
    );
  });

  it('that cannot be written does not start, and says what to do', async () => {
    const disk = await smallDisk(DISK_KB);
    const config = await writeInstallation(await folderOfTest());
    mkdirSync(join(disk, 'data/agents'), { recursive: true });
    await mount('-o', 'remount,ro', disk);
    const data = join(disk, 'data');
    const { code, stderr } = await canhmang([
      'collector',
      '--config',
      config,
      '--data',
      data,
      '--listen',
      '127.0.0.1:0',
      '--lang',
      'en',
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/cannot read and write the data folder .*EROFS/),
    ]);
  });
});
