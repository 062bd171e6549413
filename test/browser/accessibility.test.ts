/** Every page of the demonstration, which nobody signs in to: axe-core finds nothing serious, and both languages are whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { DemoProcess, programMissing } from './demo-process.ts';
import { judgeEveryPage, openAt, type PageUnderTest } from './every-page.ts';
import { OpenedPages } from './opened-pages.ts';

const START_TIMEOUT_MS = 150_000;

const PAGES: readonly PageUnderTest[] = [
  ['/', 'Tổng quan', 'Overview'],
  ['/sites', 'Điểm kết nối', 'Sites'],
  ['/sites/mu-cang-chai', 'UBND huyện Mù Căng Chải', 'UBND huyện Mù Căng Chải'],
  ['/incidents', 'Sự cố', 'Incidents'],
  ['/incidents/1', /^#1 /, /^#1 /],
  ['/rooms', 'Truyền hình hội nghị', 'Video-conference'],
  ['/reports?by=district', 'Báo cáo', 'Reports'],
  ['/maintenance', 'Lịch bảo trì', 'Maintenance calendar'],
  ['/maintenance?window=new', 'Lịch bảo trì', 'Maintenance calendar'],
  ['/agents', 'Trạm đo', 'Agents'],
  ['/inventory', 'Danh mục', 'Inventory'],
  ['/wallboard', /Canh Mạng/, /Canh Mạng/],
  ['/sign-in', 'Đăng nhập', 'Sign in'],
  ['/setup', 'Đặt mật khẩu', 'Set a password'],
  ['/account', 'Tài khoản', 'Account'],
  ['/no/such/page', 'Không có trang này', 'There is no such page'],
];

/** Those of administrators, of which the demonstration has none: what they say in place of it. */
const CLOSED: readonly PageUnderTest[] = [
  ['/notifications', 'Thông báo', 'Notifications'],
  ['/users', 'Người dùng', 'Users'],
  ['/users/lan', 'Người dùng', 'Users'],
  ['/audit', 'Nhật ký thao tác', 'Audit log'],
  ['/rules', 'Quy tắc cảnh báo', 'Rules'],
];

describeWith([chromiumMissing(), programMissing()], 'every page', () => {
  let dataFolder: string;
  let browser: Browser;
  let demo: DemoProcess;
  let pages: OpenedPages;

  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-axe-'));
    browser = await launchChromium();
    demo = await DemoProcess.start(dataFolder);
    pages = new OpenedPages(browser, () => demo.url);
    // The first outage of the demonstration, so that there is one to look at.
    const page = await openAt(pages, '/', 'Tổng quan');
    await page.getByText('#1', { exact: true }).waitFor();
    await pages.closeAndJudge();
  }, START_TIMEOUT_MS);

  afterEach(() => {
    // A link that is none is asked about, and is none.
    pages.forgive(/status of 40[04]/);
    return pages.closeAndJudge();
  });

  afterAll(async () => {
    await browser?.close();
    demo?.kill();
    if (dataFolder !== undefined) rmSync(dataFolder, { recursive: true, force: true });
  });

  judgeEveryPage([...PAGES, ...CLOSED], () => pages);

  it.each(CLOSED)(
    '%s says once that it is for administrators, and leads to where they come in',
    async (path, heading) => {
      const page = await openAt(pages, path, heading);
      await page.getByText('Mục này dành cho quản trị viên', { exact: false }).waitFor();
      expect(await page.getByText('Bạn không xem được mục này').count()).toBe(1);
      await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản quản trị' }).click();
      await page.waitForURL('**/sign-in');
      // Who turns round is not kept out of what is open.
      await page.goBack();
      await page.getByRole('link', { name: 'Tổng quan' }).click();
      await page.getByRole('heading', { level: 1, name: 'Tổng quan' }).waitFor({ state: 'attached' });
    },
  );

  it('has the keyboard reach what the mouse does: skip link, menu, and back', async () => {
    const page = await openAt(pages, '/', 'Tổng quan');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main');
    const more = page.getByRole('button', { name: 'Thêm' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Bảng treo tường' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Bảng treo tường' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Thêm');
  });
});
