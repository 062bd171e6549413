/** From the set-up link to the second user, as the first administrator does it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import { seriousViolations } from './axe.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { programMissing } from './demo-process.ts';

const PASSWORD = 'suối Thầu sương sớm';
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** What is refused stands in the browser's console: not signed in yet, wrong, not allowed, used up. */
const REFUSED = /status of 40[134]/;

let folder: string;
let browser: Browser;
let collector: RunningCollector;
const opened: WatchedPage[] = [];
let admin: Page;
let secret = '';
let recoveryCodes: string[] = [];

async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const watched = await openPage(browser, collector.url, options);
  opened.push(watched);
  await watched.page.goto(path);
  return watched.page;
}

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function choosePassword(page: Page, password: string): Promise<void> {
  await field(page, 'Mật khẩu mới').fill(password);
  await field(page, 'Nhập lại mật khẩu mới').fill(password);
}

async function signIn(page: Page, name: string, password: string): Promise<void> {
  // Behind it the page may stand that somebody was at.
  const form = page.locator('form', { has: page.getByRole('heading', { name: 'Đăng nhập' }) });
  await form.getByLabel('Tên đăng nhập').fill(name);
  await form.getByLabel('Mật khẩu', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
}

/** The code that an authenticator shows next: the present one was used a moment ago. */
function nextCode(): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + 30_000 });
}

describeWith([chromiumMissing(), programMissing()], 'accounts at the page', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'canhmang-accounts-'));
    browser = await launchChromium();
    const config = await writeInstallation(folder);
    collector = await startCollector({ config, data: join(folder, 'data') });
    admin = await open(collector.setupUrl ?? '');
  });

  afterEach(() => {
    expect(opened.flatMap(({ errors }) => errors).filter((text) => !REFUSED.test(text))).toEqual([]);
    expect(opened.flatMap(({ strangers }) => strangers)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.program.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('the first start’s link makes an administrator, who is in', async () => {
    await field(admin, 'Họ và tên').fill('Nguyễn Thị Lan');
    await field(admin, 'Tên đăng nhập').fill('lan.nt');
    await choosePassword(admin, 'lan.nt ở Yên Bái');
    await admin.getByText('Mật khẩu không được chứa tên của bạn').waitFor();
    await choosePassword(admin, PASSWORD);
    await press(admin, 'Lưu và đăng nhập');
    await admin.getByRole('link', { name: 'Tài khoản: Nguyễn Thị Lan' }).waitFor();
    expect(new URL(admin.url()).pathname).toBe('/');

    const late = await open(collector.setupUrl ?? '');
    await late.getByText('Liên kết không đúng, đã được dùng hoặc đã hết hạn').waitFor();
  });

  it('a second factor is turned on, and asked for', async () => {
    await admin.goto('/account');
    await press(admin, 'Bật xác thực hai lớp');
    const panel = admin.getByRole('region', { name: 'Xác thực hai lớp' });
    await panel.getByLabel('Mật khẩu hiện tại').fill(PASSWORD);
    await press(admin, 'Tiếp tục');
    await admin.getByRole('img', { name: 'Mã QR cho ứng dụng xác thực' }).waitFor();
    secret = (await panel.locator('code').innerText()).replaceAll(' ', '');
    await field(admin, 'Mã gồm 6 chữ số').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
    await press(admin, 'Xác nhận');
    await panel.getByRole('listitem').first().waitFor();
    recoveryCodes = await panel.getByRole('listitem').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await press(admin, 'Tôi đã cất các mã này');

    await press(admin, 'Đăng xuất');
    await signIn(admin, 'lan.nt', 'không phải mật khẩu');
    await admin.getByText('Tên đăng nhập hoặc mật khẩu không đúng').waitFor();
    await signIn(admin, 'LAN.NT', PASSWORD);
    await field(admin, 'Mã xác thực').fill(nextCode());
    await press(admin, 'Xác nhận');
    await admin.getByRole('link', { name: 'Tài khoản: Nguyễn Thị Lan' }).waitFor();
  });

  it('a viewer is added, comes in by a link on the telephone, and finds no administration', async () => {
    await admin.goto('/users');
    const form = admin.getByRole('region', { name: 'Thêm người dùng' });
    await form.getByLabel('Họ và tên').fill('Giàng A Páo');
    await form.getByLabel('Tên đăng nhập').fill('pao');
    await form.getByLabel('Chỉ một số đơn vị').check();
    await form.getByLabel('Thêm đơn vị').selectOption({ label: 'Huyện Trạm Tấu' });
    await press(admin, 'Thêm và tạo liên kết');
    const link = await form.getByText('/setup#').innerText();
    await admin.getByRole('link', { name: 'Giàng A Páo' }).waitFor();

    const phone = await open(link, PHONE);
    await choosePassword(phone, 'mùa xuân ở Suối Giàng');
    await press(phone, 'Lưu và đăng nhập');
    await phone.getByRole('link', { name: 'Tài khoản: Giàng A Páo' }).waitFor();
    expect(
      await phone.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await press(phone, 'Thêm');
    await phone.getByRole('link', { name: 'Bảng treo tường' }).waitFor();
    expect(await phone.getByRole('link', { name: 'Người dùng' }).count()).toBe(0);
  });

  it('axe finds nothing serious, in the light and in the dark', async () => {
    const stranger = await open('/');
    await field(stranger, 'Tên đăng nhập').waitFor();
    const pages = [
      [admin, '/account', 'Các phiên đăng nhập'],
      [admin, '/users', 'Thêm người dùng'],
      [admin, '/users/pao', 'Vai trò và phạm vi'],
      [stranger, '/sign-in', 'Đăng nhập'],
      [stranger, '/setup', 'Đặt mật khẩu'],
    ] as const;
    for (const [page, path, heading] of pages) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading }).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousViolations(page), `${path}, ${colorScheme}`).toEqual([]);
      }
    }
  });

  it('whose session ends signs in again and finds what was typed', async () => {
    await admin.goto('/users');
    const form = admin.getByRole('region', { name: 'Thêm người dùng' });
    await form.getByLabel('Họ và tên').fill('Hoàng Văn Thái');
    await form.getByLabel('Tên đăng nhập').fill('thai');
    await admin.context().clearCookies();
    await press(admin, 'Thêm và tạo liên kết');
    await signIn(admin, 'lan.nt', PASSWORD);
    await field(admin, 'Mã xác thực').fill(recoveryCodes[0] ?? '');
    await press(admin, 'Xác nhận');
    await form.getByLabel('Họ và tên').waitFor();
    expect(await form.getByLabel('Họ và tên').inputValue()).toBe('Hoàng Văn Thái');
  });

  it('who signs out takes what was typed along', async () => {
    await admin.goto('/maintenance?window=new');
    const note = () => admin.getByRole('region', { name: 'Lập lịch mới' }).getByLabel('Nội dung');
    await note().fill('thay cáp tuyến huyện');
    await admin.reload();
    expect(await note().inputValue()).toBe('thay cáp tuyến huyện');
    await admin.goto('/account');
    await press(admin, 'Đăng xuất');
    await signIn(admin, 'pao', 'mùa xuân ở Suối Giàng');
    await admin.getByRole('link', { name: 'Tài khoản: Giàng A Páo' }).waitFor();
    expect(
      await admin.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("draft."))'),
    ).toEqual([]);
    await admin.goto('/maintenance?window=new');
    await admin.getByText('Chỉ trực vận hành và quản trị viên').waitFor();
    await admin.goto('/users');
    await admin.getByText('Mục này dành cho quản trị viên', { exact: false }).waitFor();
  });
});
