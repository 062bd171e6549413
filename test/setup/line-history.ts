/** October of one line in a data folder: what the ledger and the store would have of known outages. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { applyTransition } from '../../collector/incidents/outages.ts';
import { correctCause } from '../../collector/incidents/people.ts';
import { recordTransition } from '../../collector/ledger/intervals.ts';
import type { LedgerTransaction } from '../../collector/ledger/ledger.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { addWindow } from '../../collector/maintenance/windows.ts';
import { openStore } from '../../collector/store/open-store.ts';
import { storeSchema } from '../../config/schema/store.ts';
import { formatPoint } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import type { State } from '../../model/state.ts';
import { silent } from '../unit/agent/silent-logger.ts';

export const HISTORY_SITE = 'mu-cang-chai';
const SUBJECT = 'site:mu-cang-chai';
const EVERY_MS = 10_000;
const at = (text: string) => Date.parse(`2026-10-${text}+07:00`);

export interface KnownOutage {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The line's own; a power failure, as somebody found out; one that maintenance covers in part. */
export const KNOWN_OUTAGES: readonly KnownOutage[] = [
  { fromMs: at('03T08:15:20.250'), toMs: at('03T09:45:50.750') },
  { fromMs: at('12T22:00:00.500'), toMs: at('13T01:30:10.125') },
  { fromMs: at('20T13:05:00.000'), toMs: at('20T13:05:30.000') },
  { fromMs: at('25T00:40:00.000'), toMs: at('25T02:10:00.000') },
];
/** When the cause of the second became power. */
export const CORRECTED_MS = at('15T09:00:00');
const WINDOW = { startMs: at('25T00:00:00'), endMs: at('25T02:00:00') };

/** The round that was sent at a moment; nothing of it comes back while the site is away. */
function roundAt(timeMs: number, role: 'reach' | 'core'): Point {
  const isAway = KNOWN_OUTAGES.some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs);
  const rtt = 20 + (Math.abs(timeMs / 1_000) % 7);
  return {
    measurement: 'ping',
    tags: {
      site: HISTORY_SITE,
      agent: role === 'reach' ? 'core' : HISTORY_SITE,
      role,
      url: role === 'reach' ? '10.20.1.1' : '10.20.0.1',
    },
    fields: {
      packets_transmitted: 5n,
      packets_received: isAway ? 0n : 5n,
      percent_packet_loss: isAway ? 100 : 0,
      result_code: isAway ? 2n : 0n,
      ...(isAway
        ? {}
        : {
            minimum_response_ms: rtt - 1.5,
            average_response_ms: rtt,
            maximum_response_ms: rtt + 3.25,
            span_ms: 8_000n,
          }),
    },
    timeMs,
  };
}

function pointsAround({ fromMs, toMs }: KnownOutage): Point[] {
  const points = new Map<number, Point[]>();
  for (const endMs of [fromMs, toMs])
    for (let offset = -30; offset < 30; offset++) {
      const timeMs = endMs + offset * EVERY_MS;
      points.set(timeMs, [roundAt(timeMs, 'reach'), roundAt(timeMs + 3_000, 'core')]);
    }
  return [...points.values()].flat();
}

/** What the rounds from the core say of the way to the site: nearest rank, and the mean of all rounds. */
export function qualityOfHistory() {
  const rounds = KNOWN_OUTAGES.flatMap(pointsAround).filter(({ tags }) => tags.role === 'reach');
  const numbers = (field: string) =>
    rounds.flatMap(({ fields }) => (typeof fields[field] === 'number' ? [fields[field]] : []));
  const rtts = numbers('average_response_ms').sort((a, b) => a - b);
  const losses = numbers('percent_packet_loss');
  return {
    measurement: 'ping',
    rttP95Ms: rtts[Math.ceil(0.95 * rtts.length) - 1],
    jitterP95Ms: null,
    lossPercent: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
  };
}

async function became(ledger: LedgerTransaction, from: State, to: State, atMs: number): Promise<void> {
  const proof = formatPoint(roundAt(atMs, 'reach'));
  const transition = { subject: SUBJECT, from, to, atMs, decidedMs: atMs + 25_000, proof } as const;
  await recordTransition(ledger, transition);
  await applyTransition(ledger, transition, HISTORY_SITE);
}

/** @returns the data folder. */
export async function writeLineHistory(folder: string): Promise<string> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const ledger = await openLedger(sqliteDialect(join(data, 'ledger.sqlite')));
  await ledger.transaction().execute(async (transaction) => {
    const window = {
      ...WINDOW,
      scope: { kind: 'site', id: HISTORY_SITE },
      note: 'Nâng cấp phần mềm bộ định tuyến',
      author: 'Trần Thị Lan',
      rrule: undefined,
      timeZone: 'Asia/Ho_Chi_Minh',
    } as const;
    await addWindow(transaction, window, at('24T09:00:00'));
    await became(transaction, 'unknown', 'up', at('01T00:00:00') - 86_400_000);
    for (const [index, { fromMs, toMs }] of KNOWN_OUTAGES.entries()) {
      await became(transaction, 'up', 'down', fromMs);
      await became(transaction, 'down', 'up', toMs);
      if (index !== 1) continue;
      const act = {
        author: 'Lò Văn Páo',
        nowMs: CORRECTED_MS,
        text: 'điện lực xác nhận cắt điện toàn thị trấn',
      };
      const last = await transaction
        .selectFrom('incident')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      await correctCause(transaction, last.id, 'power', act);
    }
  });
  await ledger.destroy();
  const place = { folder: data, isVisitor: true, now: Date.now, logger: silent };
  const store = await openStore(storeSchema.parse({ kind: 'embedded' }), place);
  await store.load({ source: 'history', number: 1 }, KNOWN_OUTAGES.flatMap(pointsAround));
  await store.close();
  return data;
}
