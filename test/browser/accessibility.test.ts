/** Every page, light and dark: axe-core finds nothing serious, a telephone has no horizontal scroll, both languages are whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../setup/needs.ts';
import { seriousViolations } from './axe.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';
import { DemoProcess, programMissing } from './demo-process.ts';

const START_TIMEOUT_MS = 150_000;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Address and heading: the page is there when its heading is. */
const PAGES = [
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
  ['/wallboard', /Canh Mạng/, /Canh Mạng/],
  ['/no/such/page', 'Không có trang này', 'There is no such page'],
] as const;

let dataFolder: string;
let browser: Browser;
let demo: DemoProcess;

async function openAt(
  path: string,
  heading: string | RegExp,
  options: Parameters<typeof openPage>[2] = {},
): Promise<Page> {
  const { page } = await openPage(browser, demo.url, options);
  await page.goto(path);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor({ state: 'attached' });
  await page.getByLabel('Đang tải…').first().waitFor({ state: 'detached' });
  return page;
}

/** Pixels that the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

describeWith([chromiumMissing(), programMissing()], 'every page', () => {
  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-axe-'));
    browser = await launchChromium();
    demo = await DemoProcess.start(dataFolder);
    // The first outage of the demonstration, so that there is one to look at.
    const page = await openAt('/', 'Tổng quan');
    await page.getByText('#1', { exact: true }).waitFor();
    await page.context().close();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    demo?.kill();
    if (dataFolder !== undefined) rmSync(dataFolder, { recursive: true, force: true });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it.each(PAGES)(`${colorScheme}: nothing serious at %s`, async (path, heading) => {
      const page = await openAt(path, heading, { colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    });
  }

  it.each(PAGES)('fits a telephone, and can be used on it: %s', async (path, heading) => {
    const page = await openAt(path, heading, PHONE);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  });

  it.each(PAGES)('changes its language where it stands: %s', async (path, heading, english) => {
    const page = await openAt(path, heading);
    // The wallboard has no bar: its machine was told once, on another page.
    if (path === '/wallboard') {
      await page.evaluate("localStorage.setItem('canhmang.language', 'en')");
      await page.reload();
    } else {
      await page.getByRole('button', { name: 'English' }).click();
    }
    await page.getByRole('heading', { level: 1, name: english }).waitFor({ state: 'attached' });
    // A key in place of its text is what is left where a translation is missing.
    expect(await page.locator('body').innerText()).not.toMatch(/\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?!\.)/);
    await page.context().close();
  });

  it('has the keyboard reach what the mouse does: skip link, menu, and back', async () => {
    const page = await openAt('/', 'Tổng quan');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main');
    const more = page.getByRole('button', { name: 'Thêm' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Bảng treo tường' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Bảng treo tường' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Thêm');
    await page.context().close();
  });
});
