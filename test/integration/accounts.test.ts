/** Accounts over HTTP, against a real collector: the first admin, signing in and out, lock-out, foreign pages, tokens. */
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServerEvent } from '../../collector/api/types/events.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startCollector } from '../setup/canhmang.ts';
import { EventStream } from '../setup/event-stream.ts';
import { writeInstallation } from '../setup/installation.ts';
import { describeWith } from '../setup/needs.ts';
import type { TemporaryFolder } from '../setup/temporary-folder.ts';
import { makeFolder } from '../setup/temporary-folder.ts';

const PASSWORD = 'ruộng bậc thang';

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser with its cookies, at one page of the collector. */
class Browser {
  readonly #url: string;
  readonly cookies = new Map<string, string>();
  readonly address: string;

  constructor(url: string, address = '127.0.0.1') {
    this.#url = url;
    this.address = address;
  }

  async ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        ...(cookie ? { cookie } : {}),
        'canhmang-csrf': this.cookies.get('canhmang_csrf') ?? '',
        // The proxy in front says who asks.
        'x-forwarded-for': this.address,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, answer, code: answer?.error?.code, headers: response.headers };
  }

  signIn(name: string, password: string, code?: string) {
    return this.ask('/session', { method: 'POST', body: { name, password, ...(code ? { code } : {}) } });
  }
}

describeWith(needsBuild(), 'accounts', () => {
  let folder: TemporaryFolder;
  let collector: RunningCollector;
  let place: string[];
  let admin: Browser;
  let address = 0;
  /** Somebody else, at an address of their own: limits of one do not reach the other. */
  const browser = () => new Browser(collector.url, `10.9.0.${++address}`);

  beforeAll(async () => {
    folder = await makeFolder();
    const config = await writeInstallation(folder.path);
    const data = join(folder.path, 'data');
    collector = await startCollector({ config, data });
    place = ['--config', config, '--data', data];
    admin = browser();
  });
  afterAll(async () => {
    await collector?.program.stop();
    await folder.remove();
  });

  async function invitedBy(url: string, password = PASSWORD): Promise<void> {
    const secret = url.split('#')[1];
    const set = await browser().ask('/setup', { method: 'POST', body: { secret, password } });
    expect(set.status).toBe(204);
  }

  async function newUser(name: string, more: object = {}): Promise<Browser> {
    const body = { name, fullName: 'Nguyễn Thị Lan', role: 'viewer', ...more };
    const { answer } = await admin.ask('/users', { method: 'POST', body });
    await invitedBy(answer.url);
    const user = browser();
    expect((await user.signIn(name, PASSWORD)).status).toBe(200);
    return user;
  }

  it('begin with a link that makes the first admin, once', async () => {
    const secret = (collector.setupUrl ?? '').split('#')[1];
    expect(collector.setupUrl).toMatch(/\/setup#cmi_[\w-]{43}$/);
    const first = (body: object) => browser().ask('/setup', { method: 'POST', body: { secret, ...body } });
    const look = await browser().ask('/setup/look', { method: 'POST', body: { secret } });
    expect(look.answer).toEqual({ user: null });
    const refused = await first({ password: 'quá ngắn', name: 'truong-phong', fullName: 'Trần Văn Minh' });
    expect([refused.status, refused.code]).toEqual([400, 'password_too_short']);
    const set = await first({ password: PASSWORD, name: 'Trưởng-Phòng', fullName: 'Trần Văn Minh' });
    expect(set.status).toBe(204);
    expect((await first({ password: PASSWORD, name: 'khac' })).code).toBe('unknown_invitation');
    const { answer } = await admin.signIn('trưởng-phòng'.normalize('NFD'), PASSWORD.normalize('NFD'));
    expect(answer.user).toMatchObject({ name: 'trưởng-phòng', fullName: 'Trần Văn Minh', role: 'admin' });
    expect((await admin.ask('/session')).answer.user.role).toBe('admin');
  });

  it('sign in with a cookie that scripts cannot read, and out again', async () => {
    const user = browser();
    const { headers } = await user.signIn('trưởng-phòng', PASSWORD);
    const [session = '', csrf = ''] = headers.getSetCookie();
    expect(session).toMatch(/^canhmang_session=cms_[\w-]{43};.*HttpOnly.*SameSite=Strict/);
    expect(csrf).toMatch(/^canhmang_csrf=[\w-]{43};(?!.*HttpOnly).*SameSite=Strict/);
    expect((await user.ask('/sites')).status).toBe(200);
    const stolen = new Map(user.cookies);
    expect((await user.ask('/session', { method: 'DELETE' })).status).toBe(204);
    for (const [name, value] of stolen) user.cookies.set(name, value);
    expect((await user.ask('/sites')).status).toBe(401);
  });

  it.each([
    ['to the collector itself', {}, false],
    ['through a proxy on its machine', { 'x-forwarded-proto': 'https' }, true],
    // Which is not believed who asks; the browser says where its page is.
    ['through a proxy elsewhere', { origin: 'https://canhmang.tinh.example' }, true],
    ['to a page without TLS', { origin: 'http://canhmang.tinh.example' }, false],
  ])('have cookies that go over TLS only where there is TLS: %s', async (_, headers, isSecure) => {
    const body = { name: 'trưởng-phòng', password: PASSWORD };
    const { status, headers: answered } = await browser().ask('/session', { method: 'POST', body, headers });
    expect(status).toBe(200);
    const cookies = answered.getSetCookie();
    expect(cookies).toHaveLength(3);
    for (const cookie of cookies) expect(/; Secure/i.test(cookie), cookie).toBe(isSecure);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another origin', { origin: 'https://elsewhere.example' }],
    ['of nowhere', { origin: 'null' }],
    ['without the header', { 'canhmang-csrf': '' }],
    ['with a header of another session', { 'canhmang-csrf': 'x'.repeat(43) }],
  ])('take no change from a page %s', async (_, headers) => {
    const body = { name: 'gia-mao', fullName: 'x', role: 'admin' };
    const { status, code } = await admin.ask('/users', { method: 'POST', body, headers });
    expect([status, code]).toEqual([403, 'foreign_page']);
    expect((await admin.ask('/users')).answer.items.map((user: { name: string }) => user.name)).not.toContain(
      'gia-mao',
    );
  });

  it('lock a name after five wrong passwords, whoever has it, also over a restart of the page', async () => {
    await newUser('lan.nt');
    for (const name of ['lan.nt', 'khong-ai']) {
      for (let time = 0; time < 5; time++)
        expect((await browser().signIn(name, 'sai mật khẩu rồi')).code).toBe('wrong_password');
      // The right one is not told from a wrong one.
      const locked = await browser().signIn(name, PASSWORD);
      expect([locked.status, locked.code]).toEqual([429, 'locked']);
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(20);
    }
    const { items } = (await admin.ask('/users')).answer;
    expect(items.find((user: { name: string }) => user.name === 'lan.nt').lockedUntil).not.toBeNull();
    expect((await canhmang(['user', 'unlock', 'lan.nt', ...place])).code).toBe(0);
    expect((await browser().signIn('lan.nt', PASSWORD)).status).toBe(200);
  });

  it.each(['\u0000', 'lan\u0000.nt', '\ud800', `${'x'.repeat(94)}😀`])(
    'leave the audit whole, whatever is typed for a name: %j',
    async (name) => {
      expect((await browser().signIn(name, PASSWORD)).code).toBe('wrong_password');
      expect((await admin.ask('/audit/verify')).answer.broken).toBeNull();
    },
  );

  it('let nobody shut a user out of the browser that they use', async () => {
    const user = await newUser('giam-doc');
    expect((await user.ask('/session', { method: 'DELETE' })).status).toBe(204);
    for (let time = 0; time < 6; time++) await browser().signIn('giam-doc', 'sai mật khẩu rồi');
    expect((await browser().signIn('giam-doc', PASSWORD)).code).toBe('locked');
    const { status, headers } = await user.signIn('giam-doc', PASSWORD);
    expect(status).toBe(200);
    expect(headers.getSetCookie()[2]).toMatch(
      /^canhmang_known_\d+=[\w.-]+;.*Path=\/api\/v1\/session;.*HttpOnly.*SameSite=Strict/,
    );
    // What was typed elsewhere is not forgotten by it.
    expect((await browser().signIn('giam-doc', PASSWORD)).code).toBe('locked');

    // Who has the browser guesses no faster, and gets in at no other name.
    const [known = ''] = [...user.cookies.keys()].filter((name) => name.startsWith('canhmang_known_'));
    const withSign = (cookie: string) => {
      const other = browser();
      other.cookies.set(known, cookie);
      return other;
    };
    const sign = user.cookies.get(known) ?? '';
    expect((await withSign(`${sign.slice(0, 22)}.${'A'.repeat(43)}`).signIn('giam-doc', PASSWORD)).code).toBe(
      'locked',
    );
    for (let time = 0; time < 5; time++)
      expect((await withSign(sign).signIn('giam-doc', 'sai mật khẩu rồi')).code).toBe('wrong_password');
    expect((await withSign(sign).signIn('giam-doc', PASSWORD)).code).toBe('locked');
    expect((await admin.ask('/users/giam-doc/unlock', { method: 'POST', body: {} })).status).toBe(200);
    expect((await withSign(sign).signIn('giam-doc', PASSWORD)).status).toBe(200);
  });

  it('let who finds a page open guess its password no faster than at the door', async () => {
    const user = await newUser('bo-ngo');
    const codes: string[] = [];
    for (let time = 0; time < 7; time++)
      codes.push(
        (await user.ask('/account/second-factor', { method: 'POST', body: { password: `sai ${time}` } }))
          .code,
      );
    expect(codes).toEqual([...Array(5).fill('wrong_password'), 'locked', 'locked']);
    const right = { old: PASSWORD, new: 'một mật khẩu khác' };
    expect((await user.ask('/account/password', { method: 'POST', body: right })).code).toBe('locked');
    // The owner comes in all the same.
    expect((await browser().signIn('bo-ngo', PASSWORD)).status).toBe(200);
  });

  it('let one address try twenty times in a row', async () => {
    const guesser = browser();
    const codes: string[] = [];
    for (let time = 0; time < 30; time++)
      codes.push(
        (await guesser.ask('/setup/look', { method: 'POST', body: { secret: `cmi_${time}` } })).code,
      );
    expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'unknown_invitation'));
    expect(codes.at(-1)).toBe('too_many_tries');
    expect((await guesser.signIn('trưởng-phòng', PASSWORD)).code).toBe('too_many_tries');
  });

  it('do what the role may, and end when the account is disabled', async () => {
    const user = await newUser('xem');
    expect((await user.ask('/sites')).status).toBe(200);
    for (const path of ['/users', '/tokens', '/audit'])
      expect((await user.ask(path)).code, path).toBe('forbidden');
    const disabled = await admin.ask('/users/xem', { method: 'POST', body: { disabled: true } });
    expect(disabled.answer.disabled).toBe(true);
    expect((await user.ask('/sites')).status).toBe(401);
    expect((await browser().signIn('xem', PASSWORD)).code).toBe('wrong_password');
  });

  it('keep an admin of the whole province', async () => {
    for (const body of [{ disabled: true }, { role: 'viewer' }, { scope: ['139'] }])
      expect((await admin.ask('/users/trưởng-phòng', { method: 'POST', body })).code).toBe('last_admin');
    expect((await admin.ask('/users')).status).toBe(200);
  });

  it('change the password: everybody else with the old one is out', async () => {
    const here = await newUser('doi-mk');
    const elsewhere = browser();
    await elsewhere.signIn('doi-mk', PASSWORD);
    expect((await here.ask('/account/sessions')).answer.total).toBe(2);
    const invited = await admin.ask('/users/doi-mk/invite', { method: 'POST', body: {} });
    const unused = invited.answer.url.split('#')[1];
    const change = (body: object) => here.ask('/account/password', { method: 'POST', body });
    expect((await change({ old: 'sai', new: 'một mật khẩu khác' })).code).toBe('wrong_password');
    expect((await change({ old: PASSWORD, new: 'ngắn' })).code).toBe('password_too_short');
    expect((await change({ old: PASSWORD, new: 'một mật khẩu khác' })).status).toBe(204);
    expect((await here.ask('/sites')).status).toBe(200);
    expect((await elsewhere.ask('/sites')).status).toBe(401);
    expect((await browser().signIn('doi-mk', PASSWORD)).code).toBe('wrong_password');
    const late = await browser().ask('/setup/look', { method: 'POST', body: { secret: unused } });
    expect(late.code).toBe('unknown_invitation');
  });

  it('take a second factor, each code once, and recovery codes', async () => {
    const user = await newUser('hai-lop');
    const wrong = await user.ask('/account/second-factor', { method: 'POST', body: { password: 'sai' } });
    expect(wrong.code).toBe('wrong_password');
    const offer = await user.ask('/account/second-factor', { method: 'POST', body: { password: PASSWORD } });
    const { secret } = offer.answer;
    const codeAt = (steps: number) =>
      new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
    const confirm = (code: string, password = PASSWORD) =>
      user.ask('/account/second-factor/confirm', { method: 'POST', body: { secret, code, password } });
    expect((await confirm('000000')).code).toBe('wrong_code');
    expect((await confirm(codeAt(-1), 'trang bỏ ngỏ')).code).toBe('wrong_password');
    const { recoveryCodes } = (await confirm(codeAt(-1))).answer;
    expect(recoveryCodes).toHaveLength(10);

    expect((await browser().signIn('hai-lop', PASSWORD)).code).toBe('code_needed');
    expect((await browser().signIn('hai-lop', PASSWORD, codeAt(-1))).code).toBe('wrong_code'); // used
    const code = codeAt(1);
    expect((await browser().signIn('hai-lop', PASSWORD, code)).status).toBe(200);
    expect((await browser().signIn('hai-lop', PASSWORD, code)).code).toBe('wrong_code');
    expect((await browser().signIn('hai-lop', PASSWORD, recoveryCodes[0].toLowerCase())).status).toBe(200);
    expect((await browser().signIn('hai-lop', PASSWORD, recoveryCodes[0])).code).toBe('wrong_code');
    await canhmang(['user', 'reset', 'hai-lop', '--second-factor', ...place]);
    expect((await browser().signIn('hai-lop', PASSWORD)).status).toBe(200);
  });

  it('give programs tokens that expire, and take them away', async () => {
    const body = { holder: 'tich-hop', kind: 'viewer', expires: new Date(Date.now() + 60_000).toISOString() };
    const { token } = (await admin.ask('/tokens', { method: 'POST', body })).answer;
    const headers = { authorization: `Bearer ${token}` };
    expect((await browser().ask('/sites', { headers })).status).toBe(200);
    const { items } = (await admin.ask('/tokens')).answer;
    expect(JSON.stringify(items)).not.toContain(token);
    const { id } = items.find((one: { holder: string }) => one.holder === 'tich-hop');
    expect((await admin.ask(`/tokens/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await browser().ask('/sites', { headers })).status).toBe(401);

    const past = { ...body, expires: new Date(Date.now() - 1_000).toISOString() };
    expect((await admin.ask('/tokens', { method: 'POST', body: past })).code).toBe('bad_parameter');
    const short = await canhmang(['token', 'ngan', '--viewer', '--valid', '1ms', ...place]);
    const expired = { authorization: `Bearer ${short.stdout.trim()}` };
    expect((await browser().ask('/sites', { headers: expired })).status).toBe(401);
  });

  it('sign in with a token too, for as long as it lasts', async () => {
    const { stdout } = await canhmang(['token', 'man-hinh', '--viewer', ...place]);
    const screen = browser();
    const { answer } = await screen.ask('/session', { method: 'POST', body: { token: stdout.trim() } });
    expect(answer.user).toMatchObject({ name: 'man-hinh', role: 'viewer', isToken: true });
    expect([...screen.cookies.values()].join(' ')).not.toContain(stdout.trim());
    expect((await screen.ask('/account/sessions')).code).toBe('no_account');
    await canhmang(['token', 'man-hinh', '--viewer', '--revoke', ...place]);
    expect((await screen.ask('/sites')).status).toBe(401);
  });

  it.each([
    ['a name of markup', { name: '<script>', fullName: 'x', role: 'viewer' }],
    ['no full name', { name: 'abc', fullName: '  ', role: 'viewer' }],
    ['an unknown role', { name: 'abc', fullName: 'x', role: 'root' }],
    ['an unknown unit', { name: 'abc', fullName: 'x', role: 'viewer', scope: ['999999'] }],
    ['a huge name', { name: 'a'.repeat(100_000), fullName: 'x', role: 'viewer' }],
    ['a list for a name', { name: ['abc'], fullName: 'x', role: 'viewer' }],
  ])('refuse %s', async (_, body) => {
    const { status, answer } = await admin.ask('/users', { method: 'POST', body });
    expect(status).toBe(400);
    expect(answer.error.message.length).toBeLessThan(2_000);
  });

  it('limited to a unit hear what happens in it, until they see more or less', async () => {
    const there = await newUser('nghe', { scope: ['139'] });
    const cookie = [...there.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const events = await EventStream.open(collector.url, { cookie });
    const open = async (subject: string): Promise<number> => {
      const body = { subject, title: 'thử sự kiện' };
      return (await admin.ask('/incidents', { method: 'POST', body })).answer.id;
    };
    const isIncident = (event: ServerEvent) => event.type === 'incident';
    const theirs = await open('site:mu-cang-chai');
    const ours = await open('site:tram-tau');
    const heard = await events.waitFor(
      (event): event is Extract<ServerEvent, { type: 'incident' }> =>
        event.type === 'incident' && event.incident.id === ours,
    );
    expect(heard.incident.site).toBe('tram-tau');
    // What happened before, elsewhere, would have come before.
    expect(events.events.filter(isIncident)).toHaveLength(1);
    for (const id of [ours, theirs])
      await admin.ask(`/incidents/${id}/resolve`, { method: 'POST', body: {} });
    await admin.ask('/users/nghe', { method: 'POST', body: { scope: ['137'] } });
    await events.untilEnded();
    expect((await there.ask('/sites')).answer.items.map(({ id }: { id: string }) => id)).toEqual([
      'mu-cang-chai',
    ]);
  });

  it('limited to a unit see what is in it, and nothing of the rest', async () => {
    const there = await newUser('tram-tau', { role: 'operator', scope: ['139'] });
    const ids = async (path: string, key: string) =>
      (await there.ask(path)).answer.items.map((item: Record<string, string>) => item[key]);
    expect(await ids('/sites', 'id')).toEqual(['tram-tau']);
    expect((await there.ask('/sites/tram-tau')).status).toBe(200);
    for (const path of ['', '/availability?from=0&to=1', '/series?from=0&to=1&measurement=ping&field=x'])
      expect((await there.ask(`/sites/mu-cang-chai${path}`)).code, path).toBe('unknown_site');
    expect(await ids('/agents', 'site')).toEqual([]);

    const open = (as: Browser, subject: string) =>
      as.ask('/incidents', { method: 'POST', body: { subject, title: 'mất điện' } });
    expect((await open(there, 'site:mu-cang-chai')).code).toBe('unknown_subject');
    const ours = (await open(there, 'site:tram-tau')).answer.id;
    const theirs = (await open(admin, 'site:mu-cang-chai')).answer.id;
    expect(await ids('/incidents?state=open', 'id')).toEqual([ours]);
    expect((await there.ask('/incidents?unit=137')).answer.items).toEqual([]);
    const act = (id: number, word: string, body: object = {}) =>
      there.ask(`/incidents/${id}/${word}`, { method: 'POST', body });
    expect((await there.ask(`/incidents/${theirs}`)).code).toBe('unknown_incident');
    expect((await act(theirs, 'acknowledge')).code).toBe('unknown_incident');
    expect((await act(ours, 'merge', { into: theirs })).code).toBe('unknown_incident');
    expect((await act(ours, 'acknowledge')).status).toBe(200);

    const window = (as: Browser, scope: string) => {
      const [start, end] = [1, 2].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
      return as.ask('/maintenance', { method: 'POST', body: { scope, start, end, note: 'thay cáp' } });
    };
    expect((await window(there, 'unit:15')).code).toBe('out_of_reach');
    expect((await window(there, 'site:mu-cang-chai')).code).toBe('unknown_site');
    const whole = (await window(admin, 'unit:15')).answer.id;
    await window(admin, 'site:mu-cang-chai');
    const own = (await window(there, 'unit:139')).answer.id;
    expect(await ids('/maintenance', 'id')).toEqual(expect.arrayContaining([whole, own]));
    expect(await ids('/maintenance', 'id')).toHaveLength(2);
    expect((await there.ask(`/maintenance/${whole}/cancel`, { method: 'POST', body: {} })).code).toBe(
      'out_of_reach',
    );

    const day = new Date().toISOString().slice(0, 10);
    const report = await there.ask(`/reports/uptime?by=site&period=${day}`);
    expect(JSON.stringify(report.answer)).toContain('Trạm Tấu');
    expect(JSON.stringify(report.answer)).not.toContain('Mù Cang Chải');
    expect((await there.ask('/notify')).code).toBe('whole_province');
    const local = await newUser('quan-tri-huyen', { role: 'admin', scope: ['139'] });
    for (const path of ['/users', '/tokens', '/audit'])
      expect((await local.ask(path)).code).toBe('whole_province');
  });

  it('can be looked after on the command line', async () => {
    const added = await canhmang([
      ...['user', 'add', 'Bình', '--full-name', 'Lê Bình', '--role', 'technician', '--unit', '139'],
      ...[...place, '--lang', 'vi'],
    ]);
    expect(added.stdout).toMatch(/^http:\S+\/setup#cmi_\S+\n$/);
    expect(added.stderr).toContain('bình');
    const listed = await canhmang(['user', 'list', ...place, '--lang', 'vi']);
    expect(listed.stdout).toMatch(/bình +Lê Bình +kỹ thuật viên +139 +chưa đặt mật khẩu/);
    const asJson = await canhmang(['user', 'list', '--json', ...place]);
    expect(JSON.parse(asJson.stdout)).toContainEqual({
      ...{ name: 'bình', fullName: 'Lê Bình', role: 'technician', units: ['139'] },
      ...{ state: 'invited', secondFactor: false, signedInAt: null },
    });
    expect(asJson.stdout).not.toMatch(/scrypt|totp/);
    await canhmang(['token', 'xuất', '--viewer', '--unit', '139', '--valid', '90d', ...place]);
    const tokens = await canhmang(['tokens', ...place, '--lang', 'vi']);
    expect(tokens.stdout).toMatch(/^xuất +người xem +139 +\S+ \S+ +\S+ \S+$/m);
    expect((await canhmang(['tokens', '--json', ...place])).stdout).not.toMatch(/[0-9a-f]{64}/);
    const again = await canhmang(['user', 'add', 'bình', '--full-name', 'x', ...place, '--lang', 'vi']);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('đã có tài khoản tên “bình”')]);
    const gone = await canhmang(['user', 'change', 'ma', '--disable', ...place, '--lang', 'vi']);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('không có tài khoản nào tên “ma”')]);
    const { items } = (await admin.ask('/audit')).answer;
    const acts = items.map(({ action, object }: { action: string; object: string }) => `${action} ${object}`);
    expect(acts).toEqual(
      expect.arrayContaining(['user.add user:bình', 'session.begin user:xem', 'token.issue viewer:tich-hop']),
    );
  });
});
