/** What nobody should type, on the pages of administration: it is said in words what is wrong, and none of it runs. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { chromiumMissing } from './chromium.ts';
import { ADMIN, type StaffedInstallation, startStaffed } from './staffed-installation.ts';

const START_TIMEOUT_MS = 60_000;
const REFUSED = /status of 40[01349]/;
const NOTIFY = `recipients:
  - { name: Đặng Thị Ân, email: an@yenbai.example }
rotas:
  - { name: Trực mạng, members: [Đặng Thị Ân] }
`;

/** As somebody pastes who has the wrong thing in the clipboard. */
const HUGE = 'Ạ'.repeat(100_000);
/** Leaves a mark on the window if any of it runs. */
const SCRIPT = `"><img src=x onerror="window.ran=1"><script>window.ran=1</script>`;
/** As a Mac writes file names, and some keyboards type: marks on their own. */
const SEPARATE = 'Lò Thị Ễnh'.normalize('NFD');
const COMPOSED = 'Lò Thị Ễnh';

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const button = (within: Page | Locator, name: string) => within.getByRole('button', { name, exact: true });

/** Fields of forms, each with what sends it. */
const FIELDS = [
  ['/users', 'Thêm người dùng', 'Họ và tên', 'Thêm và tạo liên kết'],
  ['/users', 'Thêm người dùng', 'Tên đăng nhập', 'Thêm và tạo liên kết'],
  ['/users', 'Tạo mã truy cập', 'Cấp cho', 'Tạo mã'],
  [`/users/${ADMIN.name}`, 'Vai trò và phạm vi', 'Họ và tên', 'Lưu thay đổi'],
  ['/agents', 'Cho một trạm đo đăng ký', 'Mã trạm đo hoặc điểm kết nối', 'Tạo mã đăng ký'],
  ['/account', 'Đổi mật khẩu', 'Mật khẩu hiện tại', 'Đổi mật khẩu'],
  ['/account', 'Đổi mật khẩu', 'Mật khẩu mới', 'Đổi mật khẩu'],
] as const;

describeWith([chromiumMissing(), needsBuild()], 'input that is no good', () => {
  let installation: StaffedInstallation;

  beforeAll(async () => {
    installation = await startStaffed({ notify: NOTIFY });
  }, START_TIMEOUT_MS);

  afterEach(() => installation.pages.closeAndJudge());

  afterAll(() => installation?.stop());

  const open = (path: string) => installation.pages.open(path, installation.signedIn);
  const openAsStranger = (path: string) => installation.pages.open(path);

  async function expectNothingRan(page: Page): Promise<void> {
    expect(await page.evaluate('[window.ran, document.querySelector("img[src=x]")]')).toEqual([
      undefined,
      null,
    ]);
  }

  it.each(FIELDS)('%s, %s: 100,000 signs in "%s" are all kept and said to be too many', async (...field) => {
    const [path, panel, label, send] = field;
    const page = await open(path);
    const form = region(page, panel);
    const input = form.getByLabel(label, { exact: true });
    await input.fill(HUGE);
    await input.blur();
    await form.getByText(/nhiều nhất \d+\. Hãy rút ngắn|dài quá 200 ký tự/).waitFor();
    expect((await input.inputValue()).length).toBe(HUGE.length);
    expect(await button(form, send).isDisabled()).toBe(true);
  });

  it('users: tags are a name like another, and a name with separate marks is the composed one', async () => {
    const page = await open('/users');
    const form = region(page, 'Thêm người dùng');
    for (const [name, fullName] of [
      ['the', SCRIPT],
      [`Ễnh`.normalize('NFD'), SEPARATE],
    ] as const) {
      await form.getByLabel('Tên đăng nhập').fill(name);
      await form.getByLabel('Họ và tên').fill(fullName);
      await button(form, 'Thêm và tạo liên kết').click();
      const link = page.getByRole('link', { name: fullName.normalize('NFC'), exact: true });
      await link.waitFor();
      // Locators take both ways of writing for the same.
      expect(await link.innerText()).toBe(fullName.normalize('NFC'));
    }
    await form.getByLabel('Tên đăng nhập').fill('ễnh');
    await form.getByLabel('Họ và tên').fill(COMPOSED);
    await button(form, 'Thêm và tạo liên kết').click();
    await form.getByText('Tên đăng nhập này đã có người dùng').waitFor();
    await form.getByLabel('Tên đăng nhập').fill('lò thị<script>');
    await form.getByText('Tên đăng nhập', { exact: false }).first().waitFor();
    expect(await button(form, 'Thêm và tạo liên kết').isDisabled()).toBe(true);
    await page.getByRole('link', { name: COMPOSED, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: COMPOSED, exact: true }).waitFor();
    await expectNothingRan(page);
    expect(installation.pages.forgive(REFUSED)).toBe(1);
  });

  it('agents: what is none is said so, and stays typed', async () => {
    const page = await open('/agents');
    const field = page.getByLabel('Mã trạm đo hoặc điểm kết nối');
    for (const id of ['<script>window.ran=1</script>', '../users', SEPARATE]) {
      await field.fill(id);
      await button(page, 'Tạo mã đăng ký').click();
      await page.getByRole('alert').getByText('Không có trạm đo hoặc điểm kết nối mang mã này').waitFor();
      expect(await field.inputValue()).toBe(id);
      await field.fill('');
    }
    await expectNothingRan(page);
    expect(installation.pages.forgive(REFUSED)).toBeGreaterThan(0);
  });

  it('maintenance: a note with tags and separate marks is listed as it was meant; one too long is not sent', async () => {
    const page = await open('/maintenance?window=new');
    const note = page.getByLabel('Nội dung');
    await note.fill(HUGE);
    await page.getByText('Nội dung có 100.000 ký tự, nhiều nhất 500').waitFor();
    await button(page, 'Lập lịch').click();
    await page.getByText('Hãy chọn đối tượng bảo trì').waitFor();
    expect((await note.inputValue()).length).toBe(HUGE.length);
    await page.getByLabel('Lặp lại').selectOption('Quy tắc khác (RRULE)');
    await page.getByLabel('Quy tắc lặp', { exact: true }).fill(SCRIPT);
    const site = page.getByRole('combobox', { name: 'Điểm kết nối' });
    await site.fill('TRẠM TẤU'.normalize('NFD'));
    await page.getByRole('option', { name: 'UBND huyện Trạm Tấu' }).click();
    await page.getByText('Quy tắc lặp có phần thiếu hoặc không đúng').waitFor();
    await page.getByLabel('Lặp lại').selectOption('Một lần');
    await note.fill(`${SEPARATE} ${SCRIPT}`);
    await button(page, 'Lập lịch').click();
    await page.waitForURL((url) => !url.searchParams.has('window'));
    await page.goto('/maintenance?view=list');
    const listed = page.getByText(`${COMPOSED} ${SCRIPT}`);
    await listed.waitFor();
    expect(await listed.innerText()).toBe(`${COMPOSED} ${SCRIPT}`);
    await expectNothingRan(page);
    expect(installation.pages.forgive(REFUSED)).toBeGreaterThan(0);
  });

  it('rules: tags, wrong types and a text that is too long are said in words with their place', async () => {
    const page = await open('/rules');
    const editor = page.getByLabel('Nội dung tệp quy tắc');
    await editor.fill(`rules: ${JSON.stringify(SCRIPT)}\n`);
    await button(page, 'Kiểm tra').click();
    await page.getByRole('button', { name: /^Dòng 1, cột \d+:$/ }).waitFor();
    await editor.fill('rules:\n  - name: [1, 2]\n    of: 7\n    levels: {}\n');
    await button(page, 'Kiểm tra').click();
    await page.getByRole('button', { name: /^Dòng 3, cột \d+:$/ }).waitFor();
    await editor.fill('#'.repeat(200_001));
    await page.getByText('Nội dung có 200.001 ký tự, nhiều nhất 200.000').waitFor();
    expect(await button(page, 'Chạy thử').isDisabled()).toBe(true);
    expect((await editor.inputValue()).length).toBe(200_001);
    await expectNothingRan(page);
  });

  it('inventory: files that are none, tags and separate marks', async () => {
    const page = await open('/inventory');
    const choose = async (name: string, buffer: Buffer) => {
      await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer });
      await button(page, 'Xem trước').click();
    };
    const problems = region(page, 'Lỗi cần sửa');
    await choose('ảnh.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    await problems.getByText('ảnh.png').waitFor();
    await choose('trống.csv', Buffer.alloc(0));
    await problems.getByText('trống.csv').waitFor();
    const heading = 'code,name_vi,name_ascii,type,parent_code,valid_from,valid_to';
    await choose(
      `${SCRIPT.replaceAll('/', '')}.csv`,
      Buffer.from(`${heading}\n"${SCRIPT.replaceAll('"', '""')}",${HUGE},,x,,,\n`),
    );
    await problems.getByRole('cell', { name: 'code', exact: true }).first().waitFor();
    const units = `15,Tỉnh Yên Bái,Tinh Yen Bai,province,,,
137,Huyện Mù Cang Chải,Huyen Mu Cang Chai,district,15,,
139,Huyện Trạm Tấu,Huyen Tram Tau,district,15,,`;
    await choose('đơn vị.csv', Buffer.from(`${heading}\n${units.normalize('NFD')}\n`));
    await page.getByText('Không có gì thay đổi.').waitFor();
    await expectNothingRan(page);
  });

  it('inventory: more than is taken is said before it is sent', async () => {
    const page = await open('/inventory');
    const file = { name: 'lớn.csv', mimeType: 'text/csv', buffer: Buffer.alloc(13 * 1024 * 1024, 'x') };
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.getByText('Nhiều nhất 6 tệp, tổng cộng 12 MB.').waitFor();
    expect(await button(page, 'Xem trước').isDisabled()).toBe(true);
  });

  it.each([
    ['/maintenance?month=<script>&window=[1]&view=7', 'Lịch bảo trì'],
    ['/reports?period[]=x&by={"a":1}&unit=<script>&asOf=never', 'Báo cáo'],
    ['/audit?from=<script>&to=9&action=constructor&q={"a":1}', 'Nhật ký thao tác'],
    ['/notifications?status=__proto__&q=%3Cscript%3E&medium=7', 'Thông báo'],
    ['/users/%3Cscript%3Ewindow.ran=1%3C%2Fscript%3E', '<script>window.ran=1</script>'],
  ])('an address that nobody meant: %s', async (path, heading) => {
    const page = await open(path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByLabel('Đang tải…').first().waitFor({ state: 'detached' });
    expect(await page.getByText('Trang gặp lỗi').count()).toBe(0);
    await expectNothingRan(page);
    installation.pages.forgive(REFUSED);
  });

  it('search of the outbox and the audit: any text is only looked for', async () => {
    const page = await open('/notifications');
    await page.getByPlaceholder('Người nhận, địa chỉ, tiêu đề').fill(SCRIPT);
    await page.getByText('Không có tin nào như vậy.').waitFor();
    await page.goto('/audit');
    await page.getByLabel('Tìm', { exact: true }).fill(`${SEPARATE}%_'`);
    await page.getByText('Không có', { exact: false }).first().waitFor();
    await expectNothingRan(page);
  });

  it('reports: a year that is none is kept and not asked for; an impossible range is said in words', async () => {
    const page = await open('/reports');
    await page.getByLabel('Loại kỳ').selectOption('Năm');
    const year = page.getByLabel('Năm', { exact: true });
    await year.fill('20<s');
    expect(await year.inputValue()).toBe('20<s');
    await page.goto('/reports?period=2026-11-10..2026-11-01');
    await page.getByRole('alert').getByText('2026-11-10..2026-11-01', { exact: false }).waitFor();
    await expectNothingRan(page);
    expect(installation.pages.forgive(REFUSED)).toBeGreaterThan(0);
  });

  it('sign-in: huge, tags and a name with separate marks', async () => {
    const page = await openAsStranger('/sign-in');
    const name = page.getByLabel('Tên đăng nhập');
    const password = page.getByLabel('Mật khẩu', { exact: true });
    await name.fill(HUGE);
    await page.getByText('Nội dung có 100.000 ký tự, nhiều nhất 200').waitFor();
    await name.fill(SCRIPT);
    await password.fill(SCRIPT);
    await button(page, 'Đăng nhập').click();
    await page.getByText('Tên đăng nhập hoặc mật khẩu không đúng').waitFor();
    expect(await name.inputValue()).toBe(SCRIPT);
    await name.fill(ADMIN.name);
    await password.fill(ADMIN.password.normalize('NFD'));
    await button(page, 'Đăng nhập').click();
    await page.getByRole('link', { name: `Tài khoản: ${ADMIN.fullName}` }).waitFor();
    await expectNothingRan(page);
    installation.pages.forgive(REFUSED);
  });

  it('sign-in by an access token: one that is none, and one that is far too long', async () => {
    const page = await openAsStranger('/sign-in');
    await page.getByRole('button', { name: 'Đăng nhập bằng mã truy cập' }).click();
    const token = page.getByLabel('Mã truy cập', { exact: true });
    await token.fill(HUGE);
    await page.getByText('Nội dung có 100.000 ký tự, nhiều nhất 200').waitFor();
    await token.fill(SCRIPT);
    await button(page, 'Đăng nhập').click();
    await page.getByText('Mã truy cập không đúng hoặc đã hết hạn').waitFor();
    expect(await token.inputValue()).toBe(SCRIPT);
    installation.pages.forgive(REFUSED);
  });

  it.each(['', '#', '#%zz', `#${encodeURIComponent(SCRIPT)}`, `#${'x'.repeat(5_000)}`])(
    'set-up: a link that is none (%#) is said to be wrong',
    async (hash) => {
      const page = await openAsStranger(`/setup${hash}`);
      await page.getByText('Liên kết không đúng, đã được dùng hoặc đã hết hạn').waitFor();
      await expectNothingRan(page);
      installation.pages.forgive(REFUSED);
    },
  );
});
