/** The pages that a test opens on the server under test; none of them may complain or ask elsewhere. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openPage, type WatchedPage } from './chromium.ts';

export class OpenedPages {
  #watched: WatchedPage[] = [];
  readonly #browser: Browser;
  readonly #origin: () => string;

  /** @param origin asked at each page: the server under test may be another by then */
  constructor(browser: Browser, origin: () => string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const watched = await openPage(this.#browser, this.#origin(), options);
    this.#watched.push(watched);
    await watched.page.goto(path);
    return watched.page;
  }

  /** Takes out of the consoles what a test has provoked, and says how much that was. */
  forgive(what: RegExp): number {
    let found = 0;
    for (const { errors } of this.#watched) {
      const others = errors.filter((text) => !what.test(text));
      found += errors.length - others.length;
      errors.splice(0, errors.length, ...others);
    }
    return found;
  }

  /** To be called after each test. */
  async closeAndJudge(): Promise<void> {
    const seen = this.#watched;
    this.#watched = [];
    for (const { page } of seen) await page.context().close();
    expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
    expect(seen.flatMap(({ strangers }) => strangers)).toEqual([]);
  }
}

/** What a test that cuts the connection itself makes the browser write. */
export const LOST_CONNECTION = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK/;

/** Pixels that the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
