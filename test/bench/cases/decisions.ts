/** From evidence to the row in the outbox, in a collector that has one core and ten thousand sites. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { hasCommand } from '../../setup/debian-packages.mjs';
import type { BenchCase } from '../bench-case.ts';
import { Unmeasurable } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import {
  COMMUNES_PER_HUB,
  communeName,
  HUBS,
  hubName,
  Measurements,
  SITES,
  writeBigProvince,
} from '../province-of-ten-thousand.ts';
import { startCollector } from '../servers.ts';

/** All become known, and the first hot stretch of the store is written away. */
const WARM_UP_S = 20;
const MEASURED_S = 40;
const CUTS_A_SECOND = 10;
/** So long a line stays cut. */
const CUT_S = 5;
/** When a hub goes, with all behind it, and for how long. */
const HUB_AT_S = 12;
const HUB_S = 8;
const LIMIT_MS = 100;
/** How often it is seen whether there is something new in the outbox. */
const LOOK_EVERY_MS = 2;

interface Expected {
  readonly site: string;
  readonly event: 'opened' | 'resolved';
  readonly sentMs: number;
}

/** Follows the outbox from outside: a row is there when another process can read it. */
class OutboxReader {
  readonly #database: InstanceType<typeof Database>;
  readonly #seen = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #last = 0;

  constructor(path: string) {
    this.#database = new Database(path, { readonly: true });
    const next = this.#database.prepare(
      'select outbox.id, outbox.idempotency_key as key, incident.site from outbox join incident on incident.id = outbox.incident where outbox.id > ? order by outbox.id',
    );
    this.#timer = setInterval(() => {
      for (const row of next.all(this.#last) as { id: number; key: string; site: string }[]) {
        this.#last = row.id;
        const event = row.key.split('-')[2] ?? '';
        this.#seen.set(`${row.site} ${event}`, Date.now());
      }
    }, LOOK_EVERY_MS);
  }

  seenMs({ site, event }: Expected): number | undefined {
    return this.#seen.get(`${site} ${event}`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#database.close();
  }
}

/** A program that is told, so that delivering costs what it costs. */
async function startListener() {
  const server = createServer((incoming, answer) => {
    incoming.resume().on('end', () => answer.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

/** How long the collector's core has worked for anybody, seconds; Linux counts in hundredths. */
function coreBusyS(): number {
  const line = /^cpu0 (.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0] = line.split(' ').map(Number);
  return (user + nice + system) / 100;
}

/** Cuts and mends lines while measurements go on. @returns what has to be told, with the moment it was measured. */
async function failThings(measurements: Measurements): Promise<Expected[]> {
  const expected: Expected[] = [];
  const waiting: Promise<void>[] = [];
  const change = (site: string, isCut: boolean, isTold: boolean) => {
    const sent = measurements.change(site, isCut).then((sentMs) => {
      if (isTold && !Number.isNaN(sentMs))
        expected.push({ site, event: isCut ? 'opened' : 'resolved', sentMs });
    });
    waiting.push(sent);
  };
  const after = (seconds: number, then: () => void) =>
    waiting.push(new Promise((resolve) => setTimeout(resolve, seconds * 1_000)).then(then));
  for (let number = 0; number < (MEASURED_S - CUT_S - 3) * CUTS_A_SECOND; number++) {
    // Never behind the hub that goes, and each once: flapping is told otherwise.
    const site = communeName(1 + (number % (HUBS - 1)), Math.floor(number / (HUBS - 1)));
    after(number / CUTS_A_SECOND, () => change(site, true, true));
    after(number / CUTS_A_SECOND + CUT_S, () => change(site, false, true));
  }
  const hub = (isCut: boolean) => () => {
    for (let commune = 0; commune < COMMUNES_PER_HUB; commune++)
      change(communeName(0, commune), isCut, false);
    change(hubName(0), isCut, true);
  };
  after(HUB_AT_S, hub(true));
  after(HUB_AT_S + HUB_S, hub(false));
  await measurements.run(MEASURED_S);
  for (let settled = -1; settled !== waiting.length; ) {
    settled = waiting.length;
    await Promise.all(waiting);
  }
  return expected;
}

export const bench: BenchCase = {
  name: 'decisions',
  describes: `${SITES} sites with a point a second each, ${CUTS_A_SECOND} lines cut and mended a second and a hub with ${COMMUNES_PER_HUB} communes lost, the whole collector on one core; from the evidence's being sent to its row in the outbox`,
  rounds: 3,
  warmUp: false,
  ratios: [],
  limits: [
    { subject: 'canhmang', figure: 'outbox_p99_ms', atMost: LIMIT_MS },
    { subject: 'canhmang', figure: 'not_told', atMost: 0 },
    { subject: 'canhmang', figure: 'told_of_communes', atMost: 0 },
    { subject: 'canhmang', figure: 'refused_batches', atMost: 0 },
  ],
  async prepare() {
    if (!hasCommand('taskset')) throw new Unmeasurable('taskset is missing (util-linux)');
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-bench-'));
    const listener = await startListener();
    const run = async () => {
      const place = mkdtempSync(join(folder, 'run-'));
      const notify = `notify:
  webhooks: { program: { url: '${listener.url}', secret_file: key } }
  recipients: [{ name: program, webhook: program }]
  routes: [{ name: all, to: [program], how: { critical: [webhook] } }]
  storm: { limit: 1000, within: 1m }
`;
      const province = await writeBigProvince(place, notify);
      writeFileSync(join(place, 'config', 'key'), `whsec_${randomBytes(32).toString('base64')}\n`);
      const server = await startCollector(province.config, { data: province.data, core: 0 });
      const measurements = new Measurements(server.url, province.tokens);
      try {
        await measurements.run(WARM_UP_S);
        const outbox = new OutboxReader(join(province.data, 'ledger.sqlite'));
        try {
          const before = {
            ...measureProcess(server),
            points: measurements.points,
            busyS: coreBusyS(),
            atMs: performance.now(),
          };
          const expected = await failThings(measurements);
          const wallS = (performance.now() - before.atMs) / 1_000;
          const cost = measureProcess(server);
          const ownS = cost.cpuSeconds - before.cpuSeconds;
          const busyS = coreBusyS() - before.busyS;
          const tookMs = expected.flatMap((one) => {
            const seenMs = outbox.seenMs(one);
            return seenMs === undefined ? [] : [seenMs - one.sentMs];
          });
          tookMs.sort((one, other) => one - other);
          const behindHub = Array.from({ length: COMMUNES_PER_HUB }, (_, commune) => communeName(0, commune));
          const toldOf = behindHub.filter((site) => outbox.seenMs({ site, event: 'opened', sentMs: 0 }));
          return {
            figures: {
              rows: tookMs.length,
              outbox_median_ms: tookMs[Math.floor(tookMs.length / 2)] ?? Number.POSITIVE_INFINITY,
              outbox_p99_ms: tookMs[Math.ceil(tookMs.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY,
              outbox_max_ms: tookMs.at(-1) ?? Number.POSITIVE_INFINITY,
              not_told: expected.length - tookMs.length,
              told_of_communes: toldOf.length,
              refused_batches: measurements.refused,
              points_per_s: (measurements.points - before.points) / wallS,
              core_percent: (100 * ownS) / wallS,
              // What others took of the core meanwhile: above a few, the times are theirs.
              neighbours_percent: (100 * Math.max(0, busyS - ownS)) / wallS,
              peak_rss_mb: cost.peakRssMb,
            },
          };
        } finally {
          outbox.close();
        }
      } finally {
        measurements.close();
        await server.close();
      }
    };
    return {
      subjects: [{ name: 'canhmang', run }],
      async close() {
        listener.server.close();
        listener.server.closeAllConnections();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
