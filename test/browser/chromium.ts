/** Debian's Chromium, and pages that note what must not happen. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
/** As root and in a container there is no sandbox; the others keep it from calling home. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why no browser can be had, or `undefined`. */
export function chromiumMissing(): string | undefined {
  return existsSync(EXECUTABLE) ? undefined : `needs ${EXECUTABLE}`;
}

/** A browser with a profile of its own, which goes when it closes. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors in the console, among them what the content security policy refused, and uncaught exceptions. */
  readonly errors: string[];
  /** Requests to anything but the server under test. */
  readonly strangers: string[];
}

/** A page of its own context, in Vietnamese unless told otherwise. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: origin, locale: 'vi-VN', ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) strangers.push(request.url());
  });
  return { page, errors, strangers };
}
