/** What is asked of every page, whoever looks at it. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { type OpenedPages, overflow } from './opened-pages.ts';

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Address, and heading in Vietnamese and in English: the page is there when its heading is. */
export type PageUnderTest = readonly [path: string, heading: string | RegExp, english: string | RegExp];

export async function openAt(
  pages: OpenedPages,
  path: string,
  heading: string | RegExp,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await pages.open(path, options);
  await untilThere(page, heading);
  return page;
}

async function untilThere(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor({ state: 'attached' });
  await page
    .getByLabel(/^(Đang tải…|Loading…)$/)
    .first()
    .waitFor({ state: 'detached' });
}

/** On a telephone, light and dark, in both languages. @param as who looks; asked when a test begins */
export function judgeEveryPage(
  list: readonly PageUnderTest[],
  pages: () => OpenedPages,
  as: () => BrowserContextOptions = () => ({}),
): void {
  it.each(list)('fits a telephone, and can be used on it: %s', async (path, heading) => {
    const page = await openAt(pages(), path, heading, { ...as(), ...PHONE });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  // One page for all three: loading it is most of what a test takes.
  it.each(list)(
    'nothing serious, light or dark, and in another language: %s',
    async (path, heading, english) => {
      const page = await openAt(pages(), path, heading, { ...as(), colorScheme: 'light' });
      expect(await seriousViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
      // Nothing but colours has changed.
      expect(await seriousViolations(page, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      // The wallboard has no bar: its machine was told once, on another page.
      if (path === '/wallboard') {
        await page.evaluate("localStorage.setItem('canhmang.language', 'en')");
        await page.reload();
      } else {
        await page.getByRole('button', { name: 'English' }).click();
      }
      await untilThere(page, english);
      // A key in place of its text is what is left where a translation is missing.
      expect(await page.locator('body').innerText()).not.toMatch(MISSING_TEXT);
    },
  );
}

/** As `incidents.title`; not a metric's name or a file's. */
const MISSING_TEXT = /\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?!\.)/;
