/** The demonstration as a user meets it: one command, then a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';
import { DemoProcess, isRunning, programMissing } from './demo-process.ts';
import { OpenedPages, overflow } from './opened-pages.ts';

const SITES = 105;
/** Faults of the script and slow first answers leave some in other states. */
const MOST_SITES = 90;
/** Another demonstration on this machine may have to end first. */
const START_TIMEOUT_MS = 150_000;
/** A stop saves and closes files; a process that was killed for being late takes 10 s. */
const STOP_LIMIT_MS = 9_000;

/** The page waits 40 s for a sign of life; the server gives one every 15 s. */
const SILENCE_MS = 41_000;

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let dataFolder: string;
let browser: Browser;
let demo: DemoProcess;
let pages: OpenedPages;

const open = (path: string, options?: BrowserContextOptions): Promise<Page> => pages.open(path, options);

async function incidents(): Promise<IncidentRow[]> {
  const response = await fetch(`${demo.url}/api/v1/incidents`);
  return ((await response.json()) as List<IncidentRow>).items;
}

const mark = (state: string) => `a[data-site] [data-state="${state}"]`;

function untilMarks(page: Page, state: string, least: number): Promise<void> {
  return page
    .locator(mark(state))
    .nth(least - 1)
    .waitFor({ state: 'attached' });
}

/** A reload would take it away. */
function leaveTrace(page: Page): Promise<unknown> {
  return page.evaluate("document.body.dataset.trace = 'here'");
}

function hasTrace(page: Page): Promise<boolean> {
  return page.evaluate("document.body.dataset.trace === 'here'");
}

describeWith([chromiumMissing(), programMissing()], 'the demonstration', () => {
  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-demo-'));
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

  it('shows a coloured map, and then an outage as it happens', async () => {
    const page = await open('/');
    await page.getByText('Đây là bản trình diễn với dữ liệu mô phỏng').waitFor();
    await page.locator('a[data-site]').first().waitFor();
    expect(await page.locator('a[data-site]').count()).toBe(SITES);
    await untilMarks(page, 'up', 1);
    const firstMs = performance.now() - demo.startedMs;
    await untilMarks(page, 'up', MOST_SITES);
    const mostMs = performance.now() - demo.startedMs;
    console.info(
      `from the start ${demo.readyMs.toFixed(0)} ms to the address, ` +
        `${firstMs.toFixed(0)} ms to the first coloured mark, ${mostMs.toFixed(0)} ms to most`,
    );

    await leaveTrace(page);
    await untilMarks(page, 'down', 1);
    const failed = page.locator('a[data-site]', { has: page.locator('[data-state="down"]') }).first();
    const id = await failed.getAttribute('data-site');
    const panel = page.getByRole('region', { name: 'Sự cố đang diễn ra' });
    await panel.locator(`a[href="/sites/${id}"]`).waitFor();
    await page.locator(`a[data-site="${id}"]`).click();

    await page.waitForURL(`**/sites/${id}`);
    await page.locator('header', { hasText: 'Mất kết nối' }).locator('h1').waitFor();
    const strip = page.getByRole('figure', { name: 'Các khoảng trạng thái trong 24 giờ qua' });
    await strip.locator('[data-state="down"]').first().waitFor({ state: 'attached' });
    const own = page.getByRole('region', { name: 'Sự cố', exact: true });
    await own
      .getByText(/^#\d+$/)
      .first()
      .waitFor();
    expect(await hasTrace(page)).toBe(true);
  });

  it('changes its language without a reload', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Tổng quan' }).waitFor();
    await leaveTrace(page);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    await page.getByText('This is a demonstration with simulated data').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await hasTrace(page)).toBe(true);
    await page.reload();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
  });

  it('lists all sites and finds them without marks', async () => {
    const page = await open('/sites');
    await page.getByText('105 trong 105 điểm kết nối').waitFor();
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(SITES + 1));
    await page.getByRole('searchbox').fill('mu cang chai');
    await page.getByText('8 trong 105 điểm kết nối').waitFor();
    const rows = await page.locator('tbody tr[data-state]').allInnerTexts();
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row).toContain('Mù Căng Chải');
  });

  it('opens a deep link, and again after a reload', async () => {
    const page = await open('/sites/mu-cang-chai');
    const heading = page.getByRole('heading', { level: 1, name: 'UBND huyện Mù Căng Chải' });
    await heading.waitFor();
    await page.getByText('Từ trung tâm').first().waitFor();
    await page.reload();
    await heading.waitFor();
    await page.goto('/sites?q=tram+tau');
    expect(await page.getByRole('searchbox').inputValue()).toBe('tram tau');
  });

  it.each(['/', '/sites', '/incidents', '/sites/mu-cang-chai-che-cu-nha'])(
    'fits a telephone: %s',
    async (path) => {
      const page = await open(path, PHONE);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.getByLabel('Đang tải…').first().waitFor({ state: 'detached' });
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    },
  );

  it('a site: a stretch that is drawn across a chart is looked at closer, and its address says it', async () => {
    const page = await open('/sites/tram-tau');
    const panel = page.getByRole('region', { name: 'Đường truyền theo thời gian' });
    const chart = panel.getByRole('img', { name: /^Thời gian khứ hồi/ });
    await chart.waitFor();
    const plot = chart.locator('.u-over');
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart has no plot');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 24, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    const search = new URL(page.url()).searchParams;
    const spanMs = Date.parse(search.get('to') ?? '') - Date.parse(search.get('from') ?? '');
    expect(spanMs).toBeGreaterThanOrEqual(60_000);
    expect(spanMs).toBeLessThan(3_600_000);
    const closer = page.url();
    await panel.getByRole('link', { name: 'Thu nhỏ' }).click();
    await page.waitForURL((url) => url.href !== closer);
    await panel.getByRole('link', { name: '1 năm' }).click();
    await page.waitForURL(/span=year/);
    await panel.getByText('mỗi điểm 12 giờ').waitFor();
    await page.goBack();
    await page.waitForURL(/from=.*to=/);
  });

  it('a site: what is noted stays, also for who comes later', async () => {
    const page = await open('/sites/tram-tau');
    const panel = page.getByRole('region', { name: 'Ghi chú về điểm này' });
    await panel.getByLabel('Ghi chú mới').fill('Chìa khóa ở phòng <b>văn thư</b>');
    await page.reload();
    // Not sent, and not lost.
    expect(await panel.getByLabel('Ghi chú mới').inputValue()).toBe('Chìa khóa ở phòng <b>văn thư</b>');
    await panel.getByRole('button', { name: 'Ghi lại' }).click();
    await panel.getByRole('listitem').getByText('Chìa khóa ở phòng <b>văn thư</b>').waitFor();
    expect(await panel.getByLabel('Ghi chú mới').inputValue()).toBe('');
    const later = await open('/sites/tram-tau');
    await later.getByText('Chìa khóa ở phòng <b>văn thư</b>').waitFor();
    await panel.getByRole('button', { name: /^Bỏ ghi chú/ }).click();
    await panel.getByRole('alertdialog').getByRole('button', { name: 'Bỏ ghi chú' }).click();
    await panel.getByText('Chưa có ghi chú nào.').waitFor();
  });

  it('takes a connection that fell silent for lost, and opens another', async () => {
    const page = await open('about:blank');
    await page.clock.install();
    await page.goto('/');
    await page.getByText('Trực tiếp').waitFor();
    await page.clock.fastForward(SILENCE_MS);
    await page.getByText('Mất kết nối tới máy chủ giám sát', { exact: false }).waitFor();
    await page.getByText('Trực tiếp').waitFor();
  });

  it('incidents are handled on their page, and found again by an address that says the choice', async () => {
    const [first] = (await incidents()).filter(({ resolvedAt }) => resolvedAt === null);
    const page = await open(`/incidents/${first?.id}`);
    await page.getByRole('button', { name: 'Tiếp nhận' }).click();
    const assignee = page.getByLabel('Người xử lý');
    await assignee.fill('Nguyễn Văn Bình');
    const assign = page.getByRole('button', { name: 'Giao việc' });
    // A button that sticks to its field has lost its style sheet.
    const [field, button] = await Promise.all([assignee.boundingBox(), assign.boundingBox()]);
    expect((button?.y ?? 0) - (field?.y ?? 0) - (field?.height ?? 0)).toBeGreaterThan(4);
    await assign.click();
    await page.getByLabel('Ghi chú', { exact: true }).fill('Đang trên đường tới');
    await page.getByRole('button', { name: 'Gửi ghi chú' }).click();
    await page.getByLabel('Đính chính nguyên nhân').selectOption('Mất điện');
    await page.getByLabel('Lý do đính chính').fill('Điện lực báo cắt điện');
    await page.getByRole('button', { name: 'Ghi nguyên nhân' }).click();
    await page.getByText('Điện lực báo cắt điện').waitFor();
    await page.getByText('Đang trên đường tới').waitFor();

    const number = (on: Page) => on.getByText(`#${first?.id}`, { exact: true });
    const list = await open('/incidents?severity=critical');
    await number(list).waitFor();
    await list.getByLabel('Người xử lý').selectOption('Nguyễn Văn Bình');
    await list.getByLabel('Nguyên nhân').selectOption('Mất điện');
    await list.waitForURL(/severity=critical.*assignee=.*cause=power/);
    await list.reload();
    await number(list).waitFor();
    await list.getByLabel('Mức độ').selectOption('Thông tin');
    await number(list).waitFor({ state: 'detached' });
    await list.getByText('Không có sự cố nào như vậy.').first().waitFor();
  });

  it(
    'stops at Ctrl-C with all it started, and goes on where it was',
    async () => {
      // Not watched: it is meant to lose its server.
      const { page } = await openPage(browser, demo.url);
      await page.goto('/');
      await page.getByText('Trực tiếp').waitFor();
      const before = await incidents();
      const pids = demo.pids();
      // The command, the collector, the simulator and two agents.
      expect(pids.length).toBeGreaterThanOrEqual(5);
      const stopped = await demo.interrupt();
      expect(stopped).toMatchObject({ code: 0, signal: null });
      expect(stopped.tookMs).toBeLessThan(STOP_LIMIT_MS);
      expect(pids.filter(isRunning)).toEqual([]);
      await page.getByText('Mất kết nối tới máy chủ giám sát', { exact: false }).waitFor();
      await page.context().close();

      demo = await DemoProcess.start(dataFolder);
      const after = new Set((await incidents()).map(({ id }) => id));
      expect(before.length).toBeGreaterThan(0);
      expect(before.filter(({ id }) => !after.has(id))).toEqual([]);
      const later = await open('/incidents');
      await later.getByText(`#${before[0]?.id}`, { exact: true }).waitFor();
    },
    START_TIMEOUT_MS,
  );
});
