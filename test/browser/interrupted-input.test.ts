/** A session that ends while a form is filled in, a connection that is lost while it is sent: nothing typed is lost. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing } from './chromium.ts';
import { LOST_CONNECTION } from './opened-pages.ts';
import {
  ADMIN,
  endSession,
  type StaffedInstallation,
  sessionOf,
  signInAgain,
  startStaffed,
} from './staffed-installation.ts';

const START_TIMEOUT_MS = 60_000;
const REFUSED = /status of 40[134]/;

interface Form {
  readonly name: string;
  readonly path: string;
  /** Types something that can be sent, and gives the field that must keep it. */
  readonly fill: (page: Page, text: string) => Promise<Locator>;
  readonly send: (page: Page) => Promise<unknown>;
  /** Comes into sight when it has been taken. */
  readonly taken: (page: Page) => Locator;
}

const region = (page: Page, name: string) => page.getByRole('region', { name });
const press = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name, exact: true }).click();

const FORMS: readonly Form[] = [
  {
    name: 'a new user',
    path: '/users',
    fill: async (page, text) => {
      const form = region(page, 'Thêm người dùng');
      await form.getByLabel('Tên đăng nhập').fill(`thai.${text.length}`);
      const field = form.getByLabel('Họ và tên');
      await field.fill(text);
      return field;
    },
    send: (page) => press(page, 'Thêm và tạo liên kết'),
    taken: (page) => region(page, 'Thêm người dùng').getByText('/setup#'),
  },
  {
    name: 'a new access token',
    path: '/users',
    fill: async (page, text) => {
      const field = region(page, 'Tạo mã truy cập').getByLabel('Cấp cho');
      await field.fill(text);
      return field;
    },
    send: (page) => press(page, 'Tạo mã'),
    taken: (page) => region(page, 'Tạo mã truy cập').getByRole('status').locator('code'),
  },
  {
    name: 'a user who is changed',
    path: `/users/${ADMIN.name}`,
    fill: async (page, text) => {
      const field = region(page, 'Vai trò và phạm vi').getByLabel('Họ và tên');
      await field.fill(text);
      return field;
    },
    send: (page) => press(page, 'Lưu thay đổi'),
    taken: (page) => page.getByText('Đã lưu'),
  },
  {
    name: 'an enrolment code',
    path: '/agents',
    fill: async (page) => {
      const field = page.getByLabel('Mã trạm đo hoặc điểm kết nối');
      await field.fill('tram-tau');
      return field;
    },
    send: (page) => press(page, 'Tạo mã đăng ký'),
    taken: (page) => page.getByText(/^canhmang agent enroll/),
  },
  {
    name: 'a maintenance window',
    path: '/maintenance?window=new',
    fill: async (page, text) => {
      const site = page.getByRole('combobox', { name: 'Điểm kết nối' });
      await site.fill('tram tau');
      await page.getByRole('option', { name: 'UBND huyện Trạm Tấu' }).click();
      const field = page.getByLabel('Nội dung');
      await field.fill(text);
      return field;
    },
    send: (page) => press(page, 'Lập lịch'),
    taken: (page) => page.getByRole('button', { name: 'Lập lịch mới' }),
  },
  {
    name: 'rules that are tried',
    path: '/rules',
    fill: async (page) => {
      const field = page.getByLabel('Nội dung tệp quy tắc');
      await field.fill('without: []\n');
      return field;
    },
    send: (page) => press(page, 'Kiểm tra'),
    taken: (page) => page.getByRole('status').getByText(/quy tắc/),
  },
];

describeWith([chromiumMissing(), needsBuild()], 'input that is interrupted', () => {
  let installation: StaffedInstallation;

  beforeAll(async () => {
    installation = await startStaffed();
  }, START_TIMEOUT_MS);

  afterEach(() => installation.pages.closeAndJudge());

  afterAll(() => installation?.stop());

  /** Of a session of its own, which may end. */
  async function open(path: string): Promise<Page> {
    const { collector, pages } = installation;
    return pages.open(path, await sessionOf(collector.url, ADMIN));
  }

  it.each(FORMS)('$name: the session ends; who signs in again finds it and sends it', async (form) => {
    const page = await open(form.path);
    const field = await form.fill(page, 'Lò Thị Én');
    const typed = await field.inputValue();
    await endSession(page, installation.collector.url);
    await form.send(page);
    await signInAgain(page);
    await field.waitFor();
    expect(await field.inputValue()).toBe(typed);
    const said = page.getByText(/^Phiên đăng nhập đã hết hạn nên chưa có gì được lưu/);
    await said.waitFor();
    await form.send(page);
    await form.taken(page).first().waitFor();
    expect(await said.count()).toBe(0);
    expect(installation.pages.forgive(REFUSED)).toBeGreaterThan(0);
  });

  it.each(FORMS)(
    '$name: the line is lost while it is sent; it says so, and it can be sent again',
    async (form) => {
      const page = await open(form.path);
      const field = await form.fill(page, 'Giàng A Sùng');
      const typed = await field.inputValue();
      await page.context().setOffline(true);
      await form.send(page);
      await page.getByRole('alert').getByText('Không tới được máy chủ. Nội dung đã nhập vẫn còn').waitFor();
      expect(await field.inputValue()).toBe(typed);
      // In the language that is chosen, also when it is chosen afterwards.
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('alert').getByText('What you typed is still here').waitFor();
      await page.getByRole('button', { name: 'Tiếng Việt' }).click();
      await page.context().setOffline(false);
      // Without a line the page may also be read anew by hand.
      await page.reload();
      expect(await field.inputValue()).toBe(typed);
      await form.send(page);
      await form.taken(page).first().waitFor();
      expect(installation.pages.forgive(LOST_CONNECTION)).toBeGreaterThan(0);
    },
  );

  it('inventory: the files stay chosen', async () => {
    const page = await open('/inventory');
    const name = 'điểm kết nối.csv';
    const buffer = Buffer.from('id,short_name\n');
    await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await page.context().setOffline(true);
    await press(page, 'Xem trước');
    await page.getByRole('alert').getByText('Không tới được máy chủ').waitFor();
    await page.context().setOffline(false);
    await endSession(page, installation.collector.url);
    await press(page, 'Xem trước');
    await signInAgain(page);
    await page.getByText(/^Phiên đăng nhập đã hết hạn nên chưa có gì được lưu/).waitFor();
    await press(page, 'Xem trước');
    await region(page, 'Lỗi cần sửa').waitFor();
    installation.pages.forgive(LOST_CONNECTION);
    installation.pages.forgive(REFUSED);
  });

  it('a file that is fetched: what goes wrong is said in the page, and nothing is saved as the file', async () => {
    const page = await open('/reports');
    const pdf = page.getByRole('link', { name: 'Tải về dạng CSV' });
    await pdf.waitFor();
    const saved: string[] = [];
    page.on('download', (download) => saved.push(download.suggestedFilename()));
    await page.context().setOffline(true);
    await pdf.click();
    await page.getByRole('alert').getByText('Không tới được máy chủ').waitFor();
    await page.context().setOffline(false);
    await endSession(page, installation.collector.url);
    await pdf.click();
    await signInAgain(page);
    expect(saved).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent('download'), pdf.click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    installation.pages.forgive(LOST_CONNECTION);
    installation.pages.forgive(REFUSED);
  });

  it('account: a password that could not be sent stays typed', async () => {
    const page = await open('/account');
    const form = region(page, 'Đổi mật khẩu');
    await form.getByLabel('Mật khẩu hiện tại').fill(ADMIN.password);
    const fields = ['Mật khẩu mới', 'Nhập lại mật khẩu mới'];
    for (const name of fields) await form.getByLabel(name, { exact: true }).fill('mùa xuân ở Suối Giàng');
    await page.context().setOffline(true);
    await press(form, 'Đổi mật khẩu');
    await form.getByText('Không tới được máy chủ').waitFor();
    for (const name of fields)
      expect(await form.getByLabel(name, { exact: true }).inputValue()).toBe('mùa xuân ở Suối Giàng');
    await page.context().setOffline(false);
    expect(installation.pages.forgive(LOST_CONNECTION)).toBeGreaterThan(0);
  });
});
