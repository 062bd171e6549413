/** What the overview costs who opens it: bytes on the line, and the time until it can be used. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../../browser/chromium.ts';
import type { BenchCase, Figures, Subject } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { writeProvince } from '../open-province.ts';
import type { MeasuredServer } from '../servers.ts';
import { startCollector } from '../servers.ts';

const SMALL = 105;
const LARGE = 10_000;
interface Transferred {
  scriptBytes: number;
  mapBytes: number;
  allBytes: number;
}

/** Counts what comes over the line, as it comes: compressed, with headers. */
async function countBytes(page: Page): Promise<{ session: CDPSession; counted: Transferred }> {
  const session = await page.context().newCDPSession(page);
  const counted: Transferred = { scriptBytes: 0, mapBytes: 0, allBytes: 0 };
  const urls = new Map<string, string>();
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = new URL(urls.get(requestId) ?? 'http://unknown/').pathname;
    counted.allBytes += encodedDataLength;
    if (path.endsWith('.js')) counted.scriptBytes += encodedDataLength;
    if (path.endsWith('.geojson')) counted.mapBytes += encodedDataLength;
  });
  return { session, counted };
}

/**
 * When the page can be used: all marks stand on the map, and the browser has had a moment without work.
 * Milliseconds from the beginning of the navigation, by the page's own clock.
 */
const INTERACTIVE = (sites: number) => `new Promise((resolve) => {
  const look = () => {
    if (document.querySelectorAll('a[data-site]').length < ${sites}) return requestAnimationFrame(look);
    requestIdleCallback(() => resolve(performance.now()));
  };
  look();
})`;

async function loadOnce(browser: Browser, url: string, sites: number): Promise<Figures> {
  // A context of its own: nothing is in its cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN' });
  try {
    const page = await context.newPage();
    const { counted } = await countBytes(page);
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    const interactiveMs = await page.evaluate<number>(INTERACTIVE(sites));
    await page.waitForLoadState('load');
    const { scriptBytes, mapBytes, allBytes } = counted;
    return {
      interactive_ms: interactiveMs,
      script_kb: scriptBytes / 1_000,
      script_and_map_kb: (scriptBytes + mapBytes) / 1_000,
      all_kb: allBytes / 1_000,
    };
  } finally {
    await context.close();
  }
}

export const bench: BenchCase = {
  name: 'page-load',
  describes:
    'the overview in headless Chromium with nothing in its cache, until all sites are on the map and the browser is idle; bytes as they come over the line',
  rounds: 5,
  ratios: [],
  limits: [
    { subject: `${SMALL} sites`, figure: 'script_kb', atMost: 250 },
    { subject: `${SMALL} sites`, figure: 'script_and_map_kb', atMost: 400 },
    { subject: `${SMALL} sites`, figure: 'interactive_ms', atMost: 1_500 },
    { subject: `${LARGE} sites`, figure: 'interactive_ms', atMost: 3_000 },
  ],
  async prepare() {
    const missing = chromiumMissing();
    if (missing) throw new Unmeasurable(missing);
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-page-'));
    let browser: Browser | undefined;
    const servers: MeasuredServer[] = [];
    const subject = async (sites: number): Promise<Subject> => {
      const server = await startCollector(writeProvince(join(folder, String(sites)), sites));
      servers.push(server);
      return {
        name: `${sites} sites`,
        async run() {
          browser ??= await launchChromium();
          return { figures: await loadOnce(browser, server.url, sites) };
        },
      };
    };
    const subjects = [await subject(SMALL), await subject(LARGE)];
    return {
      subjects,
      async close() {
        await browser?.close();
        for (const server of servers) await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
