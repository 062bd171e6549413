/** An installation with an administrator, who has signed in. */
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningCollector } from '../setup/canhmang.ts';
import { startCollector } from '../setup/canhmang.ts';
import { type InstallationOptions, writeInstallation } from '../setup/installation.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { launchChromium } from './chromium.ts';
import { OpenedPages } from './opened-pages.ts';

export const ADMIN = { name: 'lan.nt', fullName: 'Nguyễn Thị Lan', password: 'suối Thầu sương sớm' };

export interface StaffedInstallation {
  readonly collector: RunningCollector;
  readonly browser: Browser;
  readonly pages: OpenedPages;
  /** Cookies of the administrator; every page that is opened with them is of one session. */
  readonly signedIn: BrowserContextOptions;
  readonly folder: TemporaryFolder;
  stop(): Promise<void>;
}

export async function startStaffed(options: InstallationOptions = {}): Promise<StaffedInstallation> {
  const folder = await makeFolder();
  const config = await writeInstallation(folder.path, options);
  const collector = await startCollector({ config, data: join(folder.path, 'data') });
  const browser = await launchChromium();
  const secret = new URL(collector.setupUrl ?? '').hash.slice(1);
  await post(collector.url, '/setup', { secret, ...ADMIN });
  const signedIn = await sessionOf(collector.url, ADMIN);
  return {
    ...{ collector, browser, signedIn, folder },
    pages: new OpenedPages(browser, () => collector.url),
    async stop() {
      await browser.close();
      await collector.program.stop();
      await folder.remove();
    },
  };
}

async function post(
  origin: string,
  path: string,
  body: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = { ...more, 'content-type': 'application/json' };
  const response = await fetch(`${origin}/api/v1${path}`, {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  });
  if (!response.ok) throw new Error(`${path} was refused: ${await response.text()}`);
  return response;
}

/** A session of its own. */
export async function sessionOf(
  origin: string,
  { name, password }: { name: string; password: string },
): Promise<BrowserContextOptions> {
  const response = await post(origin, '/session', { name, password });
  const { hostname } = new URL(origin);
  const cookies = response.headers.getSetCookie().map((line) => {
    const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    return { name: key, value, domain: hostname, path: '/' };
  });
  const rest = { expires: -1, httpOnly: false, secure: false, sameSite: 'Lax' as const };
  return { storageState: { cookies: cookies.map((cookie) => ({ ...cookie, ...rest })), origins: [] } };
}

/** Ends the page's session at the server; its cookies stay, as those of one that was ended elsewhere or has run out. */
export async function endSession(page: Page, origin: string): Promise<void> {
  const cookies = await page.context().cookies();
  const csrf = cookies.find(({ name }) => name === 'canhmang_csrf')?.value ?? '';
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'canhmang-csrf': csrf, origin };
  const response = await fetch(`${origin}/api/v1/session`, { method: 'DELETE', headers });
  if (!response.ok) throw new Error(`the session was not ended: ${await response.text()}`);
}

/** By the form that stands in place of a page. */
export async function signInAgain(page: Page): Promise<void> {
  const form = page.locator('form', { has: page.getByRole('heading', { name: 'Đăng nhập' }) });
  await form.getByLabel('Tên đăng nhập').fill(ADMIN.name);
  await form.getByLabel('Mật khẩu', { exact: true }).fill(ADMIN.password);
  await form.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
}

/** Somebody else, by the administrator's invitation; with a session of their own. */
export async function inviteAndSignIn(
  { collector: { url }, signedIn }: StaffedInstallation,
  { password, ...who }: { name: string; fullName: string; role: string; password: string },
): Promise<BrowserContextOptions> {
  const cookies = typeof signedIn.storageState === 'object' ? signedIn.storageState.cookies : [];
  const csrf = cookies.find(({ name }) => name === 'canhmang_csrf')?.value ?? '';
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const response = await post(url, '/users', who, { cookie, 'canhmang-csrf': csrf, origin: url });
  const invitation: unknown = await response.json();
  const secret = /#([^"]+)"/.exec(JSON.stringify(invitation))?.[1] ?? '';
  await post(url, '/setup', { secret, password });
  return sessionOf(url, { name: who.name, password });
}
