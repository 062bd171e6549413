/** How soon somebody who looks at the overview sees that a line is cut: from the measurement to the painted page. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../../browser/chromium.ts';
import type { BenchCase } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { DEMO, measure, openProvince } from '../measured-province.ts';
import { startCollector } from '../servers.ts';

const LIMIT_MS = 500;
/** Between two cuts, so that each is a change by itself. */
const APART_MS = 1_000;

/** Epoch milliseconds, by the page's own clock, at which the browser has painted a site as down. */
const PAINTED = (site: string) => `new Promise((resolve) => {
  const look = () => {
    const isDown = document.querySelector('a[data-site="${site}"] [data-state="down"]') !== null;
    requestAnimationFrame(isDown ? () => resolve(performance.timeOrigin + performance.now()) : look);
  };
  look();
})`;

export const bench: BenchCase = {
  name: 'on-screen',
  describes:
    'the overview of 105 sites in headless Chromium: from sending the measurement that proves a cut to the frame that shows it',
  rounds: 10,
  ratios: [],
  limits: [{ subject: 'overview', figure: 'painted_ms', atMost: LIMIT_MS }],
  async prepare() {
    const missing = chromiumMissing();
    if (missing) throw new Unmeasurable(missing);
    const server = await startCollector(DEMO);
    const province = await openProvince(server);
    let browser: Browser | undefined;
    let page: Page | undefined;
    let round = 0;
    const open = async () => {
      await measure(province, province.sites);
      browser = await launchChromium();
      const opened = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN' });
      await opened.goto(`${server.url}/`);
      await opened.getByText('Trực tiếp').waitFor();
      return opened;
    };
    return {
      subjects: [
        {
          name: 'overview',
          async run() {
            page ??= await open();
            const site = province.sites[10 + round++];
            if (site === undefined) throw new Error('no site is left to cut off');
            await delay(APART_MS);
            const painted = page.evaluate<number>(PAINTED(site));
            const sentMs = performance.timeOrigin + performance.now();
            await measure(province, [site], site);
            return { figures: { painted_ms: (await painted) - sentMs } };
          },
        },
      ],
      async close() {
        await browser?.close();
        await server.close();
      },
    };
  },
};
