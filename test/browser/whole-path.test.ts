/** An installation's first day: the administrator comes in, brings the inventory, sees an outage and reports on it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { post } from '../setup/writing.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { programMissing } from './demo-process.ts';

const PASSWORD = 'suối Thầu sương sớm';
/** What is refused stands in the browser's console, and what is asked while nobody is there to answer. */
const EXPECTED = /status of 40[134]|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET/;

let folder: string;
let config: string;
let browser: Browser;
let collector: RunningCollector;
let agent: string;
let watched: WatchedPage;
let page: Page;
let sitesFile: string;

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

/** The new inventory, as somebody has written it in a spreadsheet. */
function newSites(): string {
  const row = 'van-chan,VANCHAN,UBND huyện Văn Chấn,department,139,trung-tam,127.0.0.9,,,,';
  return `\ufeff${`${readFileSync(sitesFile, 'utf8').trimEnd()}\n${row}\n`.replaceAll(',', ';')}`;
}

/** One round to a site, as the agent writes it. */
async function measure(site: string, received: number): Promise<void> {
  const fields = `packets_transmitted=5i,packets_received=${received}i,confirmed=${received === 0}`;
  const body = `ping,agent=core,role=reach,site=${site} ${fields},average_response_ms=9.5 ${Date.now()}000000`;
  expect((await post(collector.url, { token: agent, body })).status).toBe(204);
}

async function start(): Promise<void> {
  const listen = collector ? new URL(collector.url).host : '127.0.0.1:0';
  collector = await startCollector({ config, data: join(folder, 'data'), listen });
}

describeWith([chromiumMissing(), programMissing()], 'the first day of an installation', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'canhmang-day-'));
    browser = await launchChromium();
    config = await writeInstallation(folder);
    sitesFile = join(dirname(config), 'sites.csv');
    await start();
    const place = ['--config', config, '--data', join(folder, 'data')];
    agent = (await canhmang(['token', 'core', ...place])).stdout.trim();
    watched = await openPage(browser, collector.url);
    ({ page } = watched);
  });

  afterEach(() => {
    expect(watched.errors.filter((text) => !EXPECTED.test(text))).toEqual([]);
    expect(watched.strangers).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.program.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('the link of the first start lets the administrator in', async () => {
    await page.goto(collector.setupUrl ?? '');
    await page.getByLabel('Họ và tên').fill('Trần Văn Minh');
    await page.getByLabel('Tên đăng nhập').fill('minh.tv');
    await page.getByLabel('Mật khẩu mới', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Nhập lại mật khẩu mới', { exact: true }).fill(PASSWORD);
    await press('Lưu và đăng nhập');
    await page.getByRole('link', { name: 'Tài khoản: Trần Văn Minh' }).waitFor();
  });

  it('what is wrong in a file is named by row and column, and the file stays chosen', async () => {
    await page.goto('/inventory');
    const bad = newSites()
      .replace('VANCHAN', '<script>alert(1)</script>')
      .replace('127.0.0.9', 'x'.repeat(300));
    await page.locator('input[type="file"]').setInputFiles({
      ...{ name: 'điểm kết nối.csv', mimeType: 'text/csv', buffer: Buffer.from(bad) },
    });
    await press('Xem trước');
    const problems = page.getByRole('region', { name: 'Lỗi cần sửa' });
    await problems.getByRole('cell', { name: 'short_name', exact: true }).waitFor();
    expect(await problems.getByRole('row').count()).toBe(3);
    expect(await problems.getByRole('row').nth(1).innerText()).toContain('5');
    await page.getByText('điểm kết nối.csv').first().waitFor();
    expect(await page.locator('script:not([src])').count()).toBe(0);
  });

  it('a good one is previewed, written, and watched at once', async () => {
    const buffer = Buffer.from(newSites(), 'utf16le');
    await page.locator('input[type="file"]').setInputFiles({
      ...{ name: 'điểm kết nối.csv', mimeType: 'text/csv', buffer },
    });
    await press('Xem trước');
    const changes = page.getByRole('region', { name: 'Thay đổi', exact: true });
    await changes.getByText('Thêm 1, sửa 0, bỏ 0').waitFor();
    await changes.getByRole('cell', { name: 'UBND huyện Văn Chấn' }).waitFor();
    await press('Ghi vào cấu hình');
    await page.getByText('Đã ghi sites.csv').waitFor();
    // Without a restart by anybody, and on the page that is open.
    await page.getByRole('link', { name: 'Điểm kết nối' }).click();
    await page.getByText('UBND huyện Văn Chấn').first().waitFor();
  });

  it('an outage stands on the page as it happens, and is taken on', async () => {
    await measure('van-chan', 5);
    await page.goto('/');
    await measure('van-chan', 0);
    const open = page.getByRole('region', { name: 'Sự cố đang diễn ra' });
    await open.locator('a[href="/sites/van-chan"]').waitFor();
    await page.goto('/incidents');
    await page
      .getByRole('link', { name: /^#\d+$/ })
      .first()
      .click();
    await press('Tiếp nhận');
    await page.getByRole('button', { name: 'Tiếp nhận', exact: true }).waitFor({ state: 'detached' });
    await page.getByText('minh.tv', { exact: false }).first().waitFor();
  });

  it('the month’s report is read in the page, in either language, and taken away as a workbook', async () => {
    await page.goto('/reports');
    await page.getByText('UBND huyện Văn Chấn').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /XLSX/ }).first().click(),
    ]);
    const path = await download.path();
    expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  });

  it('the audit log says who did all that', async () => {
    const text = await page.evaluate(
      `fetch('/api/v1/audit').then((answer) => answer.json()).then(({ items }) => items.map(({ author, action }) => author + ' ' + action).join('\\n'))`,
    );
    expect(text).toContain('minh.tv inventory.import');
    expect(text).toContain('minh.tv incident.acknowledge');
  });
});
