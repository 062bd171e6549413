import { existsSync, readdirSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import type { IncidentRow } from '../../collector/api/types/incidents.ts';
import type { List } from '../../collector/api/types/parts.ts';
import type {
  AvailabilityAnswer,
  SeriesAnswer,
  SiteDetail,
  SiteRow,
} from '../../collector/api/types/sites.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { readMarks } from '../../collector/ledger/meta.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { Journal } from '../../journal/journal.ts';
import { parseLines } from '../../model/line-protocol.ts';
import { NumberRanges } from '../../model/number-ranges.ts';
import type { RunningCollector } from '../setup/canhmang.ts';
import { canhmang, needsBuild, startAgent, startCollector } from '../setup/canhmang.ts';
import { EventStream } from '../setup/event-stream.ts';
import type { SiteId } from '../setup/installation.ts';
import { CORE, SITE_NAMES, SITES, TITLE, writeInstallation } from '../setup/installation.ts';
import { loopbackEndpoint, written } from '../setup/loopback.ts';
import { describeWith, needs } from '../setup/needs.ts';
import type { Program } from '../setup/program.ts';
import { SmtpServer } from '../setup/smtp-server.ts';
import { startSnmpd } from '../setup/snmpd.ts';
import { StampReflector } from '../setup/stamp-reflector.ts';
import { folderOfTest } from '../setup/temporary-folder.ts';

/** Five processes start, and an outage is proven and told twice; a busy machine takes its time. */
const TIMEOUT_MS = 90_000;
/** The agent's longest wait between two attempts, and a margin. */
const BACKOFF_MS = 45_000;
const [FIRST, SECOND] = SITES;

class Province {
  readonly folder: string;
  readonly config: string;
  readonly reflectors: Readonly<Record<SiteId, StampReflector>>;
  readonly smtp: SmtpServer;
  /** Chosen, so that it is the same after a restart. */
  readonly listen = written(loopbackEndpoint());
  collector!: RunningCollector;
  agent!: Program;
  token = '';
  /** The spool as each run of the agent left it: the next one lets go of what is settled. */
  readonly spoolsLeft: string[] = [];

  private constructor(parts: Pick<Province, 'folder' | 'config' | 'reflectors' | 'smtp'>) {
    this.folder = parts.folder;
    this.config = parts.config;
    this.reflectors = parts.reflectors;
    this.smtp = parts.smtp;
  }

  /** Everything that is measured, nothing that measures. */
  static async build(): Promise<Province> {
    const folder = await folderOfTest();
    const reflectors = {
      [CORE]: new StampReflector(),
      [FIRST]: new StampReflector(),
      [SECOND]: new StampReflector(),
    };
    for (const reflector of Object.values(reflectors)) {
      await reflector.on();
      onTestFinished(() => reflector.off());
    }
    const snmpd = await startSnmpd({ community: 'giam-sat' });
    onTestFinished(() => snmpd.close());
    const smtp = await SmtpServer.start();
    onTestFinished(() => smtp.close());
    const config = await writeInstallation(folder, {
      reflectors: {
        [CORE]: reflectors[CORE].endpoint,
        [FIRST]: reflectors[FIRST].endpoint,
        [SECOND]: reflectors[SECOND].endpoint,
      },
      snmp: { endpoint: snmpd.endpoint, community: 'giam-sat' },
      smtp: smtp.endpoint,
    });
    return new Province({ folder, config, reflectors, smtp });
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  async startCollector(): Promise<void> {
    const { config, data, listen } = this;
    const collector = await startCollector({ config, data, listen });
    onTestFinished(async () => {
      await collector.program.stop();
    });
    this.collector = collector;
    this.token = collector.accessToken ?? this.token;
  }

  async startAgent(): Promise<void> {
    const issued = await canhmang(['token', 'core', '--config', this.config, '--data', this.data]);
    expect(issued).toMatchObject({ code: 0, stderr: '' });
    const tokenFile = join(this.folder, 'core.token');
    await writeFile(tokenFile, issued.stdout);
    const spool = join(this.folder, 'agent/spool');
    if (existsSync(spool)) {
      const left = join(this.folder, `spool-${this.spoolsLeft.length}`);
      await cp(spool, left, { recursive: true });
      this.spoolsLeft.push(left);
    }
    const agent = await startAgent({
      id: 'core',
      collector: this.collector.url,
      tokenFile,
      data: join(this.folder, 'agent'),
    });
    onTestFinished(async () => {
      await agent.stop();
    });
    this.agent = agent;
  }

  /** Collector and agent, with both sites up. */
  async open(): Promise<EventStream> {
    await this.startCollector();
    const events = await this.events();
    await this.startAgent();
    for (const site of SITES) await events.state(site, 'up');
    return events;
  }

  async events(after?: number): Promise<EventStream> {
    const events = await EventStream.open(this.collector.url, this.token, after);
    onTestFinished(() => events.close());
    return events;
  }

  /** Id of the newest event, as the page is told when it is asked for. */
  async newestEvent(): Promise<number> {
    const page = await (await fetch(this.collector.url)).text();
    return Number(/name="canhmang-events" content="(\d+)"/.exec(page)?.[1]);
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.collector.url}${path}`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  }

  /** State and its beginning, by site. */
  async states(): Promise<Record<string, [state: string, since: string]>> {
    const { items } = await this.get<List<SiteRow>>('/api/v1/sites');
    return Object.fromEntries(items.map(({ id, state, since }) => [id, [state, since]]));
  }

  status(...args: string[]) {
    const { url } = this.collector;
    return canhmang(['--lang', 'vi', 'status', '--url', url, '--token', this.token, ...args]);
  }

  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.collector.url}/metrics`)).text();
    const value = text.split('\n').find((line) => line.startsWith(`${name} `));
    expect(value, name).toBeDefined();
    return Number(value?.split(' ').at(-1));
  }
}

describeWith([needs('snmpd', 'python3-aiosmtpd'), needsBuild()], 'collector, agent, two sites', () => {
  it(
    'come up, and are shown to those with a token only',
    async () => {
      const province = await Province.build();
      await province.startCollector();
      const loadedAt = await province.newestEvent();
      await province.startAgent();
      // A page whose connection opens late hears what came after it was loaded.
      const live = await province.events();
      for (const site of SITES) await live.state(site, 'up');
      const late = await province.events(loadedAt);
      for (const site of SITES) await late.state(site, 'up');
      late.close();
      const later = await province.events(await province.newestEvent());
      expect(later.events).toEqual([]);
      later.close();
      const { url } = province.collector;

      const states = await province.states();
      for (const site of SITES) expect(states[site]?.[0]).toBe('up');
      expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
      expect(await province.figure('canhmang_subjects{kind="site",state="up"}')).toBeGreaterThanOrEqual(2);
      expect(await province.figure('canhmang_subjects{kind="site",state="down"}')).toBe(0);
      expect(await province.figure('canhmang_event_listeners')).toBe(1);

      const paths = ['about', 'sites', 'rooms', 'incidents', 'events', `sites/${FIRST}`, 'agent/config'];
      for (const path of paths) {
        const response = await fetch(`${url}/api/v1/${path}`);
        expect([path, response.status]).toEqual([path, 401]);
        expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
      }
      const refused = await canhmang(['--lang', 'en', 'status', '--url', url, '--token', 'wrong']);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      expect(refused.stderr).toContain('the collector refused (401)');

      // The device behind the first site, by SNMP.
      await expect
        .poll(
          async () => {
            const { devices, lines } = await province.get<SiteDetail>(`/api/v1/sites/${FIRST}`);
            return [devices[0]?.uptimeSeconds, devices[0]?.responseMs, lines[0]?.inBps].map(
              (value) => typeof value,
            );
          },
          { timeout: 20_000, interval: 100 },
        )
        .toEqual(['number', 'number', 'number']);
    },
    TIMEOUT_MS,
  );

  it(
    'an outage: event, incident, mail; its end likewise',
    async () => {
      const fromMs = Date.now();
      const province = await Province.build();
      const events = await province.open();

      await province.reflectors[SECOND].off();
      const offMs = Date.now();
      const down = await events.state(SECOND, 'down');
      expect(down.from).toBe('up');
      // It began with the first packet that stayed without an answer, not when that was proven.
      expect(Date.parse(down.at)).toBeGreaterThan(offMs - 2_000);
      expect(Date.parse(down.at)).toBeLessThan(offMs + 2_000);

      const { items: open } = await province.get<List<IncidentRow>>('/api/v1/incidents?state=open');
      expect(open).toMatchObject([
        {
          id: 1,
          subject: `site:${SECOND}`,
          subjectName: SITE_NAMES[SECOND],
          site: SECOND,
          kind: 'down',
          openedAt: down.at,
          resolvedAt: null,
        },
      ]);
      expect(open[0]?.proof).toMatch(
        new RegExp(`^stamp,.*site=${SECOND}.* received=0i|sent=\\d+i,received=0i`),
      );
      expect((await province.states())[SECOND]).toEqual(['down', down.at]);

      const [opened] = await province.smtp.waitForMails(1);
      expect(opened?.headers.subject).toMatch(
        new RegExp(`^\\[Sự cố #1\\] ${SITE_NAMES[SECOND]} mất kết nối từ \\d\\d:\\d\\d:\\d\\d `),
      );
      expect(opened?.headers.to).toBe('truc-ban@yenbai.example');
      expect(opened?.text).toContain(TITLE);

      const json = await province.status('--json', '--check');
      expect(json.code).toBe(1);
      const status = JSON.parse(json.stdout);
      expect(status.sites.byState).toMatchObject({ up: 2, down: 1 });
      expect(status.sites.items.map(({ id, state }: SiteRow) => [id, state])).toEqual([
        [CORE, 'up'],
        [FIRST, 'up'],
        [SECOND, 'down'],
      ]);
      expect(status.incidents).toEqual(open);
      const table = await province.status();
      expect(table.code).toBe(0);
      expect(table.stdout).toMatch(/✕ +1 +mất kết nối/);
      expect(table.stdout).toContain(`#1  ${SITE_NAMES[SECOND]}  từ `);

      await province.reflectors[SECOND].on();
      const up = await events.waitFor(
        (event): event is typeof down => event.type === 'state' && 'from' in event && event.from === 'down',
      );
      expect([up.subject, up.to]).toEqual([`site:${SECOND}`, 'up']);
      const mails = await province.smtp.waitForMails(2);
      expect(mails[1]?.headers.subject).toContain(`${SITE_NAMES[SECOND]} đã hoạt động lại lúc `);
      expect(mails[1]?.headers.references).toBe(opened?.headers.references);
      expect(mails[1]?.headers['message-id']).not.toBe(opened?.headers['message-id']);
      const { items: all } = await province.get<List<IncidentRow>>('/api/v1/incidents');
      expect(all).toMatchObject([{ id: 1, openedAt: down.at, resolvedAt: up.at }]);
      expect((await province.status('--check')).code).toBe(0);

      // Outage and the rest are the whole time, to the millisecond.
      const toMs = Date.now() - 1;
      const path = `/api/v1/sites/${SECOND}/availability?from=${fromMs}&to=${toMs}`;
      const { seconds, outages, longestOutageSeconds, availabilityPercent } =
        await province.get<AvailabilityAnswer>(path);
      const total = Object.values(seconds).reduce((sum, each) => sum + each, 0);
      expect(total).toBeCloseTo((toMs - fromMs) / 1_000, 6);
      const outageSeconds = (Date.parse(up.at) - Date.parse(down.at)) / 1_000;
      expect(seconds.down).toBeCloseTo(outageSeconds, 6);
      expect({ outages, longestOutageSeconds }).toEqual({ outages: 1, longestOutageSeconds: seconds.down });
      expect(availabilityPercent).toBeCloseTo(
        (100 * (seconds.up + seconds.degraded)) / (total - seconds.unknown),
        6,
      );
      expect(seconds.unknown).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it(
    'a collector that is killed and started again goes on: states, mails, every measurement once',
    async () => {
      const fromMs = Date.now();
      const province = await Province.build();
      const events = await province.open();
      await province.reflectors[SECOND].off();
      await events.state(SECOND, 'down');
      await province.smtp.waitForMails(1);
      await expect
        .poll(() => province.figure('canhmang_outbox{status="delivered"}'), { timeout: 10_000 })
        .toBe(1);
      const before = await province.states();

      const killed = province.collector.program;
      killed.kill('SIGKILL');
      expect(await killed.exit).toEqual({ code: null, signal: 'SIGKILL' });
      // A round and more is measured meanwhile, and the agent has noticed.
      await province.reflectors[FIRST].answered(7);
      await province.agent.waitForLine(/"msg":"uplink: not delivered, trying again"/);
      await province.startCollector();
      expect(await province.states()).toEqual(before);
      await province.agent.waitForLine(/"msg":"uplink: collector reached again"/, BACKOFF_MS);
      await province.reflectors[FIRST].answered(10);
      const again = await province.states();
      for (const site of [FIRST, SECOND]) expect(again[site]).toEqual(before[site]);

      // What comes next is told; what was told is not told again.
      const later = await province.events();
      await province.reflectors[SECOND].on();
      await later.state(SECOND, 'up');
      const mails = await province.smtp.waitForMails(2);
      const keys = mails.map(({ headers }) => headers['message-id']);
      expect(keys).toEqual([
        expect.stringMatching(/^<canhmang-1-opened-\d+-\w+@/),
        expect.stringMatching(/^<canhmang-1-resolved-\d+-\w+@/),
      ]);
      const range = `from=${fromMs}&to=${Date.now()}&buckets=2000`;
      const { series } = await province.get<SeriesAnswer>(
        `/api/v1/sites/${FIRST}/series?measurement=stamp&field=received&${range}`,
      );
      expect(series).toHaveLength(1);
      expect(series[0]?.tags).toMatchObject({ site: FIRST, agent: 'core', role: 'reach' });

      expect(await province.agent.stop()).toEqual({ code: 0, signal: null });
      expect(await province.collector.program.stop()).toEqual({ code: 0, signal: null });
      expect(province.smtp.mails).toHaveLength(2);

      expect(await differences(province)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'an agent that is killed loses nothing that it had stored, and stores nothing twice',
    async () => {
      const province = await Province.build();
      await province.open();
      await province.reflectors[FIRST].answered(12);
      province.agent.kill('SIGKILL');
      await province.agent.exit;
      const events = await province.events();
      await province.startAgent();
      await province.reflectors[FIRST].answered(12);
      expect(events.events.filter(({ type }) => type !== 'reset')).toEqual([]);
      await province.agent.stop();
      await province.collector.program.stop();
      expect(await differences(province)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'stopping is orderly: pages are let go, exit code 0 of both, in either order',
    async () => {
      const province = await Province.build();
      const events = await province.open();
      const { program } = province.collector;
      expect(await program.stop()).toEqual({ code: 0, signal: null });
      await expect(events.state(FIRST, 'degraded')).rejects.toThrow('before the stream ended');
      expect(await province.agent.stop()).toEqual({ code: 0, signal: null });
    },
    TIMEOUT_MS,
  );
});

/** How often each value is there. */
type Counts = Map<string, number>;

function count(values: Counts, key: string): void {
  values.set(key, (values.get(key) ?? 0) + 1);
}

/** One text for one value of one measurement. */
function keyOf(
  measurement: string,
  tags: object,
  field: string,
  timeMs: number | bigint,
  value: unknown,
): string {
  const sorted = Object.entries(tags).sort(([left], [right]) => (left < right ? -1 : 1));
  const shown = typeof value === 'boolean' ? Number(value) : value;
  return `${measurement} ${JSON.stringify(sorted)} ${field} ${timeMs} ${typeof shown === 'number' ? shown.toPrecision(12) : shown}`;
}

/** Records of the agent's spool that the collector has taken over, by epoch. */
async function takenOver(province: Province): Promise<Map<string, NumberRanges>> {
  const ledger = await openLedger(sqliteDialect(join(province.data, 'ledger.sqlite')));
  const marks = await readMarks(ledger);
  await ledger.destroy();
  return new Map(
    marks.map(({ agent, epoch, taken }) => {
      expect(agent).toBe('core');
      return [epoch, NumberRanges.parse(taken) ?? new NumberRanges()];
    }),
  );
}

/** Every value that the agent measured and that the collector took over: of its spool, and what a run left in it. */
async function measuredBy(province: Province): Promise<Counts> {
  const taken = await takenOver(province);
  const values: Counts = new Map();
  const read = new Set<string>();
  let unsent = 0;
  for (const directory of [...province.spoolsLeft, join(province.folder, 'agent/spool')]) {
    const journal = await Journal.open({ directory, segmentBytes: 1e9, maxBytes: 1e9 });
    for await (const { label, sequence, payload } of journal.read(1)) {
      const name = `${label} ${sequence}`;
      if (read.has(name)) continue;
      read.add(name);
      if (taken.get(label)?.has(sequence)) countValues(values, payload.toString());
      else unsent++;
    }
    await journal.close();
  }
  // What the stop interrupted is sent at the next start: a record or two.
  expect(unsent).toBeLessThanOrEqual(2);
  return values;
}

function countValues(values: Counts, lines: string): void {
  const { points, errors } = parseLines(lines, 'ns', 0);
  expect(errors).toEqual([]);
  for (const { measurement, tags, fields, timeMs } of points) {
    for (const [field, value] of Object.entries(fields)) {
      const isInteger = typeof value === 'bigint' || typeof value === 'boolean';
      count(values, keyOf(measurement, tags, field, timeMs, isInteger ? BigInt(value) : value));
    }
  }
}

/** Every value in the store, and how often it is there. */
async function storedIn(data: string): Promise<Counts> {
  const instance = await DuckDBInstance.create(join(data, 'metrics.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const values: Counts = new Map();
  // Nothing of ours is needed to read the files.
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  );
  for (const file of files) {
    const result = await connection.runAndReadAll(
      `select measurement, tags, field, time_ms, value from '${join(data, file)}' as part join series on series.id = part.series`,
    );
    for (const [measurement, tags, field, timeMs, value] of result.getRows()) {
      const readTags: Record<string, string> = JSON.parse(String(tags));
      // What the collector measures of itself is in no spool.
      if (readTags.agent === 'collector') continue;
      const key = keyOf(String(measurement), readTags, String(field), BigInt(String(timeMs)), value);
      count(values, key);
    }
  }
  connection.closeSync();
  instance.closeSync();
  return values;
}

/** Values that are not in the store as often as they were measured; both programs have ended. */
async function differences(province: Province): Promise<string[]> {
  const measured = await measuredBy(province);
  const stored = await storedIn(province.data);
  expect(measured.size).toBeGreaterThan(100);
  const keys = new Set([...measured.keys(), ...stored.keys()]);
  return [...keys]
    .filter((key) => measured.get(key) !== stored.get(key))
    .map((key) => `measured ${measured.get(key) ?? 0}, stored ${stored.get(key) ?? 0}: ${key}`);
}
