/** The pages that are read and worked with at the desk, on the demonstration. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { DemoProcess, programMissing } from './demo-process.ts';
import { LOST_CONNECTION, OpenedPages } from './opened-pages.ts';

const START_TIMEOUT_MS = 150_000;
/** The browser writes refusals of the API into its console; a test that provokes one says so. */
const REFUSED = /status of 400/;

let dataFolder: string;
let browser: Browser;
let demo: DemoProcess;
let pages: OpenedPages;

const open = (path: string): Promise<Page> => pages.open(path);

describeWith([chromiumMissing(), programMissing()], 'the pages', () => {
  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-pages-'));
    browser = await launchChromium();
    demo = await DemoProcess.start(dataFolder);
    pages = new OpenedPages(browser, () => demo.url);
  }, START_TIMEOUT_MS);

  afterEach(() => pages.closeAndJudge());

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
    expect(pages.forgive(REFUSED)).toBeGreaterThan(0);
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
    // A busy machine delays packets as a full line does: what the verdict is, the unit tests say.
    await row.locator('[data-label="MOS"]', { hasText: /^\d(,\d)?$/ }).waitFor();
    await row.getByText(/^(Sẵn sàng|Hạn chế)$/).waitFor();
    await row.getByRole('link', { name: 'UBND huyện Lục Yên' }).click();
    await page.waitForURL(/room=room-luc-yen/);
    const history = page.getByRole('region', { name: /Diễn biến: .*Lục Yên/ });
    await history.getByRole('img', { name: /^Chất lượng thoại \(MOS\)\. .*gần nhất \d/ }).waitFor();
    await history.getByRole('link', { name: '24 giờ' }).click();
    await page.waitForURL(/span=day/);
    await history.getByRole('img', { name: /^Mất gói/ }).waitFor();
  });

  it('maintenance: errors stand at their fields, a lost connection and a reload lose nothing that was typed', async () => {
    const page = await open('/maintenance');
    await page.getByRole('button', { name: 'Lập lịch mới' }).click();
    await page.getByRole('button', { name: 'Lập lịch', exact: true }).click();
    await page.getByText('Hãy chọn đối tượng bảo trì').waitFor();
    await page.getByText('Hãy ghi nội dung bảo trì').waitFor();

    const site = page.getByRole('combobox', { name: 'Điểm kết nối' });
    await site.fill('tram tau');
    await page.getByRole('option', { name: 'UBND huyện Trạm Tấu' }).click();
    await page.getByLabel('Bắt đầu').fill('2035-11-03T22:00');
    await page.getByLabel('Kết thúc').fill('2035-11-03T21:00');
    await page.getByText('Thời điểm kết thúc phải sau thời điểm bắt đầu').waitFor();
    expect(pages.forgive(REFUSED)).toBeGreaterThan(0);
    await page.getByLabel('Kết thúc').fill('2035-11-04T01:00');
    await page.getByLabel('Lặp lại').selectOption('Hằng tháng, theo thứ');
    const preview = page.getByRole('region', { name: 'Các lần sắp tới' });
    await preview.getByText('22:00, 01/12/2035').waitFor();
    await page.getByLabel('Nội dung').fill('Bảo dưỡng nguồn điện');

    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Lập lịch', exact: true }).click();
    await page.getByText('Không tới được máy chủ', { exact: false }).first().waitFor();
    expect(await page.getByLabel('Nội dung').inputValue()).toBe('Bảo dưỡng nguồn điện');
    await page.context().setOffline(false);
    pages.forgive(LOST_CONNECTION);
    await page.reload();
    expect(await page.getByLabel('Nội dung').inputValue()).toBe('Bảo dưỡng nguồn điện');
    await page.getByRole('button', { name: 'Lập lịch', exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has('window'));

    await page.goto('/maintenance?month=2035-12');
    await page
      .getByRole('link', { name: /UBND huyện Trạm Tấu/ })
      .first()
      .click();
    expect(await page.getByLabel('Nội dung').inputValue()).toBe('Bảo dưỡng nguồn điện');
    await page.getByLabel('Nội dung').fill('Thay ắc quy');
    await page.getByRole('button', { name: 'Lưu thay đổi' }).click();
    await page.waitForURL((url) => !url.searchParams.has('window'));
    await page.goto('/maintenance?view=list');
    await page.getByRole('row', { name: /Trạm Tấu.*Thay ắc quy/ }).waitFor();
    await page.getByRole('link', { name: 'UBND huyện Trạm Tấu' }).click();
    await page.getByRole('button', { name: 'Kết thúc lịch này' }).click();
    await page.getByRole('button', { name: 'Kết thúc ngay' }).click();
    await page.getByText('Không có lịch bảo trì nào sắp tới.').waitFor();
  });
});
