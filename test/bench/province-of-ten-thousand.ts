/** Ten thousand sites and their measurements, a point a second each, as core agents send them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { issueToken } from '../../collector/api/auth/tokens.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';

const pack = promisify(gzip);

export const SITES = 10_000;
export const HUBS = 49;
export const COMMUNES_PER_HUB = 200;
/** Core agents: each measures its share of the sites and sends as often as an agent does. */
const AGENTS = 10;
const SEND_EVERY_MS = 200;
const SENDS_A_SECOND = 1_000 / SEND_EVERY_MS;

export const hubName = (hub: number) => `hub-${hub}`;
export const communeName = (hub: number, commune: number) => `hub-${hub}-c${commune}`;

interface SiteRow {
  readonly id: string;
  readonly upstream: string | undefined;
}

function siteRows(): SiteRow[] {
  const rows: SiteRow[] = [{ id: 'core', upstream: undefined }];
  for (let hub = 0; hub < HUBS; hub++) {
    rows.push({ id: hubName(hub), upstream: 'core' });
    for (let commune = 0; commune < COMMUNES_PER_HUB; commune++)
      rows.push({ id: communeName(hub, commune), upstream: hubName(hub) });
  }
  for (let number = 0; rows.length < SITES; number++) rows.push({ id: `office-${number}`, upstream: 'core' });
  return rows;
}

export interface BigProvince {
  readonly config: string;
  readonly data: string;
  /** Of each agent, in order. */
  readonly tokens: readonly string[];
}

/** Writes configuration, inventory and tokens. @param notify YAML of who is told, and how. */
export async function writeBigProvince(folder: string, notify: string): Promise<BigProvince> {
  const config = join(folder, 'config');
  const data = join(folder, 'data');
  mkdirSync(config, { recursive: true });
  mkdirSync(data, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(config, name), text);
  write('units.csv', 'code,name_vi,type,parent_code,valid_from,valid_to\n15,Tỉnh,province,,,\n');
  const sites = siteRows().map(({ id, upstream }, index) => {
    const siteClass = id === 'core' ? 'centre' : upstream === 'core' ? 'district' : 'commune';
    return `${id},S${index},Điểm ${id},${siteClass},15,${upstream ?? ''},10.0.0.1,,`;
  });
  const heading = 'id,short_name,name,class,unit,upstream,address,gateway,core_address';
  write('sites.csv', `${[heading, ...sites].join('\n')}\n`);
  write('devices.csv', 'id,site,kind,name,address,credential\n');
  write('lines.csv', 'id,site,carrier,bandwidth_kbps,device,interface,target_percent\n');
  const ids = Array.from({ length: AGENTS }, (_, number) => `core-${number}`);
  const agents = ids.map((id) => `  - { id: ${id}, vantage: core, site: core, sites: all }`);
  const inventory = '{ units: units.csv, sites: sites.csv, devices: devices.csv, lines: lines.csv }';
  write(
    'canhmang.yaml',
    `title: Tỉnh lớn\ninventory: ${inventory}\nagents:\n${agents.join('\n')}\n${notify}`,
  );
  const ledger = await openLedger(sqliteDialect(join(data, 'ledger.sqlite')));
  try {
    const tokens: string[] = [];
    for (const id of ids) tokens.push(await issueToken(ledger, 'agent', id, Date.now()));
    return { config: join(config, 'canhmang.yaml'), data, tokens };
  } finally {
    await ledger.destroy();
  }
}

/** Seconds of 10,000 points; what is cut answers no more. */
export class Measurements {
  readonly #url: string;
  readonly #tokens: readonly string[];
  readonly #connections = new Agent({ keepAlive: true });
  /** By agent and by the turn within a second. */
  readonly #turns: readonly (readonly (readonly SiteRow[])[])[];
  readonly #cut = new Set<string>();
  /** Sites whose next point is the first after a change, and who is told when it is sent. */
  readonly #awaited = new Map<string, (sentMs: number) => void>();
  #sending = new Set<Promise<void>>();
  points = 0;
  /** Batches that were not answered with 204. */
  refused = 0;

  constructor(url: string, tokens: readonly string[]) {
    this.#url = url;
    this.#tokens = tokens;
    const rows = siteRows();
    this.#turns = tokens.map((_, agent) =>
      Array.from({ length: SENDS_A_SECOND }, (_, turn) =>
        rows.filter(
          (_, index) => index % AGENTS === agent && Math.floor(index / AGENTS) % SENDS_A_SECOND === turn,
        ),
      ),
    );
  }

  /**
   * From its next point on a site does not answer, or does again. Resolves when that point is sent: epoch
   * milliseconds, or NaN where the measuring ended before. */
  change(site: string, isCut: boolean): Promise<number> {
    if (isCut) this.#cut.add(site);
    else this.#cut.delete(site);
    return new Promise((resolve) => this.#awaited.set(site, resolve));
  }

  /** Sends for so long. */
  async run(seconds: number): Promise<void> {
    const startMs = performance.now();
    const turns = seconds * SENDS_A_SECOND;
    for (let turn = 0; turn < turns; turn++) {
      for (let agent = 0; agent < AGENTS; agent++) {
        const dueMs = startMs + turn * SEND_EVERY_MS + (agent * SEND_EVERY_MS) / AGENTS;
        const waitMs = dueMs - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        this.#send(agent, turn % SENDS_A_SECOND);
      }
    }
    await Promise.all(this.#sending);
    // Of those that the end has overtaken no point comes any more, and who waits for one would wait for ever.
    for (const tell of this.#awaited.values()) tell(Number.NaN);
    this.#awaited.clear();
  }

  close(): void {
    this.#connections.destroy();
  }

  #send(agent: number, turn: number): void {
    const sent = this.#post(agent, this.#turns[agent]?.[turn] ?? []);
    const done = sent
      .catch(() => {
        this.refused++;
      })
      .finally(() => this.#sending.delete(done));
    this.#sending.add(done);
  }

  async #post(agent: number, sites: readonly SiteRow[]): Promise<void> {
    const nowMs = Date.now();
    const told: ((sentMs: number) => void)[] = [];
    const lines: string[] = [];
    for (const { id, upstream } of sites) {
      const isCut = this.#cut.has(id);
      lines.push(this.#line(agent, id, isCut, nowMs));
      const tell = this.#awaited.get(id);
      if (!tell) continue;
      this.#awaited.delete(id);
      told.push(tell);
      // The agent that proves a failure says in the same breath how the upstream fares (ADR 0009).
      if (isCut && upstream !== undefined)
        lines.push(this.#line(agent, upstream, this.#cut.has(upstream), nowMs + 1));
    }
    this.points += lines.length;
    const body = await pack(lines.join(''));
    const sentMs = Date.now();
    for (const tell of told) tell(sentMs);
    await new Promise<void>((resolve, reject) => {
      const headers = {
        authorization: `Token ${this.#tokens[agent]}`,
        'content-encoding': 'gzip',
        'content-length': body.length,
      };
      const sending = request(`${this.#url}/api/v2/write`, {
        method: 'POST',
        agent: this.#connections,
        headers,
      });
      sending.on('response', (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 204) resolve();
          else reject(new Error(`${response.statusCode}`));
        });
      });
      sending.on('error', reject);
      sending.end(body);
    });
  }

  #line(agent: number, site: string, isCut: boolean, timeMs: number): string {
    const rtt = 10 + ((timeMs * 7) % 1_000) / 250;
    const fields = isCut
      ? 'packets_transmitted=5i,packets_received=0i,percent_packet_loss=100,result_code=2i,confirmed=true'
      : `packets_transmitted=5i,packets_received=5i,percent_packet_loss=0,result_code=0i,confirmed=false,span_ms=1i,minimum_response_ms=${rtt - 1},average_response_ms=${rtt},maximum_response_ms=${rtt + 2},standard_deviation_ms=0.5,jitter_ms=0.25`;
    return `ping,agent=core-${agent},role=reach,site=${site},url=10.0.0.1 ${fields} ${timeMs}000000\n`;
  }
}
