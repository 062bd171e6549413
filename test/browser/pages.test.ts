/** The pages that are read and worked with at the desk, on the demonstration. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { DemoProcess, programMissing } from './demo-process.ts';

const START_TIMEOUT_MS = 150_000;

let dataFolder: string;
let browser: Browser;
let demo: DemoProcess;
let opened: WatchedPage[] = [];

async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const watched = await openPage(browser, demo.url, options);
  opened.push(watched);
  await watched.page.goto(path);
  return watched.page;
}

/** The browser writes refusals of the API into its console; a test that provokes one says so. */
function expectRefusal(): void {
  for (const watched of opened) {
    const refusals = watched.errors.filter((text) => text.includes('status of 400'));
    expect(refusals.length).toBeGreaterThan(0);
    watched.errors.splice(
      0,
      watched.errors.length,
      ...watched.errors.filter((text) => !refusals.includes(text)),
    );
  }
}

describeWith([chromiumMissing(), programMissing()], 'the pages', () => {
  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-pages-'));
    browser = await launchChromium();
    demo = await DemoProcess.start(dataFolder);
  }, START_TIMEOUT_MS);

  afterEach(async () => {
    const seen = opened;
    opened = [];
    for (const { page } of seen) await page.context().close();
    expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
    expect(seen.flatMap(({ strangers }) => strangers)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    demo?.kill();
    if (dataFolder !== undefined) rmSync(dataFolder, { recursive: true, force: true });
  });

  it('reports: what is chosen is shown, stands in the address, and is what the file has', async () => {
    const page = await open('/reports');
    await page.getByLabel('Tổng hợp theo').selectOption('Huyện');
    await page.getByLabel('Thời gian tính').selectOption('Giờ hành chính');
    await page.waitForURL(/by=district.*hours=service/);
    const rows = page.getByRole('region', { name: 'Số liệu từng dòng' });
    await rows.getByRole('rowheader', { name: 'Huyện Mù Căng Chải' }).waitFor();
    await page.reload();
    await rows.getByRole('rowheader', { name: 'Huyện Mù Căng Chải' }).waitFor();

    const started = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Tải về dạng CSV' }).click();
    const download = await started;
    expect(download.suggestedFilename()).toMatch(/^muc-san-sang-\d{4}-\d{2}-district\.csv$/);
    expect(readFileSync(await download.path(), 'utf8')).toContain('Huyện Mù Căng Chải');
  });

  it('reports: the period before, and a refusal that leaves the form as it was', async () => {
    const page = await open('/reports?by=class&period=2026-11-10..2026-11-01');
    await page.getByRole('alert').getByText('2026-11-10..2026-11-01', { exact: false }).waitFor();
    expectRefusal();
    expect(await page.getByLabel('Từ ngày').inputValue()).toBe('2026-11-10');
    await page.getByLabel('Loại kỳ').selectOption('Tháng');
    await page.getByRole('rowheader', { name: 'Trung tâm' }).waitFor();
    const month = page.getByLabel('Tháng', { exact: true });
    const before = await month.inputValue();
    await page.getByRole('button', { name: 'Kỳ trước' }).click();
    await page.waitForFunction(`document.querySelector('input[type=month]').value < '${before}'`);
  });

  it('rooms: what each is good for now, and how the one that was chosen was', async () => {
    const page = await open('/rooms');
    const row = page.getByRole('row', { name: /UBND huyện Lục Yên/ });
    await row.getByText('Sẵn sàng', { exact: true }).waitFor();
    expect(await row.locator('[data-label="MOS"]').innerText()).toMatch(/^4,\d$/);
    await row.getByRole('link', { name: 'UBND huyện Lục Yên' }).click();
    await page.waitForURL(/room=room-luc-yen/);
    const history = page.getByRole('region', { name: /Diễn biến: .*Lục Yên/ });
    await history.getByRole('img', { name: /^Chất lượng thoại \(MOS\)\. .*gần nhất 4,/ }).waitFor();
    await history.getByRole('link', { name: '24 giờ' }).click();
    await page.waitForURL(/span=day/);
    await history.getByRole('img', { name: /^Mất gói/ }).waitFor();
  });
});
