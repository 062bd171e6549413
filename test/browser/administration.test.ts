/** Notifications, agents, rules and audit in the browser: what is read, what is done, and input that is no good. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { LOST_CONNECTION, OpenedPages } from './opened-pages.ts';

const START_TIMEOUT_MS = 60_000;
const NOTIFY = `recipients:
  - { name: Đặng Thị Ân, email: an@yenbai.example }
rotas:
  - { name: Trực mạng, members: [Đặng Thị Ân] }
`;

describeWith([chromiumMissing(), needsBuild()], 'the pages of administration', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let browser: Browser;
  let admin: string;
  let pages: OpenedPages;

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path, { notify: NOTIFY });
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    admin = (
      await canhmang(['token', 'chi-huy', '--admin', '--config', config, '--data', data])
    ).stdout.trim();
    browser = await launchChromium();
    pages = new OpenedPages(browser, () => collector.url);
  }, START_TIMEOUT_MS);

  afterEach(() => {
    pages.forgive(LOST_CONNECTION);
    pages.forgive(/status of 404/);
    return pages.closeAndJudge();
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.program.stop();
    await folder?.remove();
  });

  const open = (path: string): Promise<Page> =>
    pages.open(path, { extraHTTPHeaders: { authorization: `Bearer ${admin}` } });

  it('notifications: who is on duty, and a search for what there is not, with separate accents', async () => {
    const page = await open('/notifications');
    await page.getByRole('region', { name: 'Trực ban' }).getByText('Đặng Thị Ân').first().waitFor();
    await page.getByRole('region', { name: 'Kênh gửi' }).getByText('Chưa cấu hình').first().waitFor();
    const search = page.getByPlaceholder('Người nhận, địa chỉ, tiêu đề');
    await search.fill(`${'Ân'.normalize('NFD')} <script>alert(1)</script>`);
    await page.getByText('Không có tin nào như vậy.').waitFor();
    await page.getByRole('button', { name: 'Bỏ lọc' }).click();
    expect(await search.inputValue()).toBe('');
  });

  it('agents: a code is made once with its command; an agent that there is not is refused and stays typed', async () => {
    const page = await open('/agents');
    await page.getByRole('button', { name: 'Tạo mã đăng ký cho core' }).click();
    await page.getByRole('button', { name: 'Tạo mã đăng ký', exact: true }).click();
    await page.getByText(/^canhmang agent enroll --collector http\S+ --code \S+$/).waitFor();
    const id = page.getByLabel('Mã trạm đo hoặc điểm kết nối');
    await id.fill('<script>');
    await page.getByRole('button', { name: 'Tạo mã đăng ký', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText('Không có trạm đo hoặc điểm kết nối mang mã này', { exact: false })
      .waitFor();
    expect(await id.inputValue()).toBe('<script>');
  });

  it('rules: a problem leads to its place; a line that is lost costs nothing of what was typed', async () => {
    const page = await open('/rules');
    const editor = page.getByLabel('Nội dung tệp quy tắc');
    const text = 'rules:\n  - name: Chậm\n    of: tram\n    levels: []\n';
    await editor.fill(text);
    await page.getByRole('button', { name: 'Kiểm tra' }).click();
    await page.getByRole('button', { name: 'Dòng 3, cột 9:' }).click();
    expect(await editor.evaluate('document.activeElement.selectionStart')).toBe(text.indexOf('tram'));
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Chạy thử' }).click();
    await page.getByRole('alert').getByText('Nội dung đã nhập vẫn còn', { exact: false }).waitFor();
    expect(await editor.inputValue()).toBe(text);
    await page.context().setOffline(false);
    await editor.fill('without: []\n');
    await page.getByRole('button', { name: 'Chạy thử' }).click();
    await page.getByText(/^Lẽ ra có 0 cảnh báo/).waitFor();
  });

  it('audit: the chain holds, and acts are found', async () => {
    const page = await open('/audit');
    await page.getByText(/^Nhật ký nguyên vẹn/).waitFor();
    await page.getByLabel('Thao tác', { exact: true }).selectOption('Cấp mã truy cập');
    await page.waitForURL(/action=token\.issue/);
    await page.getByRole('cell', { name: /admin:chi-huy/ }).waitFor();
  });
});
