/**
 * An agent's spool and uplink that are given numbered points: `measurer FOLDER URL TOKEN FIRST`.
 * Prints `stored N` when all points up to N are in the spool, and after SIGTERM `drained` when the collector has all.
 */
import { pino } from 'pino';
import { CollectorClient } from '../../../agent/collector-client.ts';
import { Spool } from '../../../agent/spool/spool.ts';
import { Uplink } from '../../../agent/uplink/uplink.ts';
import type { Point } from '../../../model/point.ts';

const EVERY_MS = 20;
const POINTS_AT_ONCE = 5;
const ASK_EVERY_MS = 50;

const [directory = '', url = '', token = '', first = '1'] = process.argv.slice(2);
const logger = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
const spool = await Spool.open(directory, logger);
const client = new CollectorClient(url, token);
const settings = { backlog_kbps: 'unlimited' } as const;
const uplink = new Uplink({ spool, client, agentId: 'core', logger, settings, random: () => 0 });
uplink.start();

let next = Number(first);
/** One series for each run: a time may come only once in it. */
const tags = { site: 'trung-tam', agent: 'core', run: first };

function measure(): void {
  const points: Point[] = [];
  for (let index = 0; index < POINTS_AT_ONCE; index++) {
    points.push({ measurement: 'numbered', tags, fields: { n: BigInt(next) }, timeMs: Date.now() });
    next++;
  }
  const last = next - 1;
  spool.add(points);
  void spool.stored().then((onDisk) => {
    if (onDisk) process.stdout.write(`stored ${last}\n`);
  });
}

const measuring = setInterval(measure, EVERY_MS);
process.on('SIGTERM', async () => {
  clearInterval(measuring);
  await spool.stored();
  const asking = setInterval(async () => {
    if (spool.backlog > 0) return;
    clearInterval(asking);
    await uplink.stop();
    client.close();
    await spool.close();
    process.stdout.write('drained\n');
  }, ASK_EVERY_MS);
});
