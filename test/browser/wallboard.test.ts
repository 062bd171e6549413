/** The wallboard as a television shows it: alone, for hours, through whatever happens to the collector. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';
import { DemoProcess, programMissing } from './demo-process.ts';

const START_TIMEOUT_MS = 150_000;
const HD = { viewport: { width: 1920, height: 1080 } };
const UHD = { viewport: { width: 3840, height: 2160 } };

/** Counts what sounds, and behaves as a browser does before the first click. */
const SILENT_BROWSER = `
  window.sounded = 0;
  window.AudioContext = class {
    state = 'suspended';
    currentTime = 0;
    destination = {};
    async resume() { this.state = 'running'; }
    async close() {}
    createOscillator() {
      const node = { frequency: {}, connect: (next) => next, start: () => { window.sounded += 1; }, stop() {} };
      return node;
    }
    createGain() {
      const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
      return { gain, connect: (next) => next };
    }
  };`;

let dataFolder: string;
let browser: Browser;
let demo: DemoProcess;

async function openBoard(search = '', options: Parameters<typeof openPage>[2] = HD): Promise<Page> {
  const { page } = await openPage(browser, demo.url, options);
  await page.addInitScript(SILENT_BROWSER);
  await page.goto(`/wallboard${search}`);
  await page.getByText('Trực tiếp', { exact: false }).waitFor();
  return page;
}

const sounded = (page: Page): Promise<number> => page.evaluate('window.sounded');

describeWith([chromiumMissing(), programMissing()], 'the wallboard', () => {
  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'canhmang-wall-'));
    browser = await launchChromium();
    demo = await DemoProcess.start(dataFolder);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    demo?.kill();
    if (dataFolder !== undefined) rmSync(dataFolder, { recursive: true, force: true });
  });

  it('asks for the click that sound needs, and sounds at a new critical incident', async () => {
    const page = await openBoard();
    const hint = page.getByText('Trình duyệt đang chặn âm báo', { exact: false });
    await hint.waitFor();
    await page.mouse.click(5, 5);
    await hint.waitFor({ state: 'detached' });
    expect(await sounded(page)).toBe(0);
    const panel = page.getByRole('region', { name: 'Sự cố đang diễn ra' });
    await panel.getByRole('img', { name: 'Khẩn cấp' }).first().waitFor();
    await page.waitForFunction('window.sounded > 0');
    const heard = await sounded(page);
    // Three pairs for one moment, however many began in it.
    expect(heard % 6).toBe(0);
    // The district that it is in comes up by itself.
    await page.getByRole('region', { name: 'Huyện Mù Căng Chải' }).waitFor();
    await page.context().close();
  });

  it('does not sound for what is old when it opens, nor where its address says so', async () => {
    const page = await openBoard('?sound=off');
    await page.getByRole('img', { name: 'Khẩn cấp' }).first().waitFor();
    await page.getByText('Âm báo tắt').waitFor();
    expect(await sounded(page)).toBe(0);
    await page.context().close();
  });

  it('goes from view to view, and stops when it is told to', async () => {
    const page = await openBoard('?seconds=5');
    await page.getByRole('region', { name: 'Điểm cầu truyền hình' }).nth(1).waitFor();
    await page.getByRole('region', { name: 'Toàn tỉnh' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('region', { name: 'Điểm cầu truyền hình' }).nth(1).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Chạy tiếp' }).waitFor();
    await page.context().close();
  });

  it('shows the same at twice the pixels, twice as large, and nothing beyond the edge', async () => {
    const sizes: number[] = [];
    for (const options of [HD, UHD]) {
      const page = await openBoard('', options);
      await page.locator('a[data-site]').first().waitFor({ state: 'attached' });
      expect(
        await page.evaluate(
          '[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]',
        ),
      ).toEqual([0, 0]);
      const figure = page.getByRole('list', { name: 'Trạng thái các điểm kết nối' }).locator('b').first();
      sizes.push((await figure.boundingBox())?.height ?? 0);
      await page.context().close();
    }
    expect(sizes[1]! / sizes[0]!).toBeCloseTo(2, 1);
  });

  it(
    'says when it is old, and is current again by itself after the collector was restarted',
    async () => {
      const page = await openBoard();
      await page.evaluate("document.body.dataset.trace = 'here'");
      const port = Number(new URL(demo.url).port);
      await demo.interrupt();
      const stale = page.getByText('Dữ liệu trên màn hình đã cũ', { exact: false });
      await stale.waitFor();
      demo = await DemoProcess.start(dataFolder, port);
      await stale.waitFor({ state: 'detached' });
      await page.getByText('Trực tiếp', { exact: false }).waitFor();
      await page.locator('a[data-site] [data-state="up"]').first().waitFor({ state: 'attached' });
      expect(await page.evaluate('document.body.dataset.trace')).toBe('here');
      await page.context().close();
    },
    START_TIMEOUT_MS,
  );
});
