/** The pages of who has signed in, as an administrator and as a viewer; and the description of the API. */
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { needsBuild } from '../setup/canhmang.ts';
import { describeWith } from '../setup/needs.ts';
import { seriousViolations } from './axe.ts';
import { chromiumMissing } from './chromium.ts';
import { judgeEveryPage, openAt, type PageUnderTest, PHONE } from './every-page.ts';
import { overflow } from './opened-pages.ts';
import { ADMIN, inviteAndSignIn, type StaffedInstallation, startStaffed } from './staffed-installation.ts';

const START_TIMEOUT_MS = 60_000;
const NOTIFY = `recipients:
  - { name: Đặng Thị Ân, email: an@yenbai.example }
rotas:
  - { name: Trực mạng, members: [Đặng Thị Ân] }
`;

const PAGES: readonly PageUnderTest[] = [
  ['/account', 'Tài khoản', 'Account'],
  ['/users', 'Người dùng', 'Users'],
  [`/users/${ADMIN.name}`, ADMIN.fullName, ADMIN.fullName],
  ['/notifications', 'Thông báo', 'Notifications'],
  ['/agents', 'Trạm đo', 'Agents'],
  ['/rules', 'Quy tắc cảnh báo', 'Rules'],
  ['/inventory', 'Danh mục', 'Inventory'],
  ['/audit', 'Nhật ký thao tác', 'Audit log'],
  ['/maintenance?window=new', 'Lịch bảo trì', 'Maintenance calendar'],
];

/** To a viewer. */
const CLOSED = [
  ['/notifications', 'Thông báo'],
  ['/users', 'Người dùng'],
  ['/audit', 'Nhật ký thao tác'],
  ['/rules', 'Quy tắc cảnh báo'],
] as const;

describeWith([chromiumMissing(), needsBuild()], 'every page of who has signed in', () => {
  let installation: StaffedInstallation;
  let viewer: BrowserContextOptions;

  beforeAll(async () => {
    installation = await startStaffed({ notify: NOTIFY });
    viewer = await inviteAndSignIn(installation, {
      ...{ name: 'pao', fullName: 'Giàng A Páo', role: 'viewer', password: 'mùa xuân ở Suối Giàng' },
    });
  }, START_TIMEOUT_MS);

  afterEach(() => installation.pages.closeAndJudge());

  afterAll(() => installation?.stop());

  judgeEveryPage(
    PAGES,
    () => installation.pages,
    () => installation.signedIn,
  );

  it.each(CLOSED)('%s tells a viewer once that it is for administrators', async (path, heading) => {
    const { pages } = installation;
    const page = await openAt(pages, path, heading, viewer);
    await page.getByText('Mục này dành cho quản trị viên', { exact: false }).waitFor();
    expect(await page.getByText('Bạn không xem được mục này').count()).toBe(1);
    expect(await page.getByRole('region').count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    '%s: nothing serious in the description of the API',
    async (colorScheme) => {
      const page = await installation.pages.open('/api/docs', { colorScheme, ...PHONE });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await seriousViolations(page)).toEqual([]);
    },
  );

  it('the browser understands every header that it is sent', async () => {
    const warnings: string[] = [];
    const { pages, signedIn } = installation;
    const page = await openAt(pages, '/account', 'Tài khoản', signedIn);
    page.on('console', (message) => warnings.push(message.text()));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Tài khoản' }).waitFor();
    expect(warnings).toEqual([]);
  });

  it('today: while the day has no figures, yesterday stands in its place under its own name', async () => {
    const { pages, signedIn } = installation;
    const page = await openAt(pages, '/', 'Tổng quan', signedIn);
    await page.getByRole('region', { name: 'Hôm nay' }).waitFor();
    let asked = 0;
    await page.route(/reports\/uptime\?period=\d{4}-\d{2}-\d{2}&by=carrier/, async (route) => {
      const isToday = asked++ === 0;
      const answer = await (await route.fetch()).json();
      const total = { ...answer.total, availability: isToday ? null : 0.9876, members: 41 };
      await route.fulfill({ json: { ...answer, total } });
    });
    await page.reload();
    const today = page.getByRole('region', { name: 'Hôm nay' });
    await today.getByText('Ngày mới vừa bắt đầu', { exact: false }).waitFor();
    await today.getByText('98,76').waitFor();
    await today.getByText('mức sẵn sàng hôm qua của 41 đường truyền').waitFor();
  });
});
