/** Many agents that return together, each with a backlog, and a few healthy ones that never went. */
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { issueToken } from '../../collector/api/auth/tokens.ts';
import { openLedger } from '../../collector/ledger/ledger.ts';
import { sqliteDialect } from '../../collector/ledger/sqlite/open.ts';
import { CORE } from './installation.ts';

const pack = promisify(gzip);
/** Points of a healthy agent's batch: a second's measurements of a site. */
const LIVE_POINTS = 10;
const LIVE_EVERY_MS = 250;
const PERIOD_MS = 1_000;

export interface StormAgent {
  readonly id: string;
  readonly token: string;
}

export interface StormResult {
  readonly points: number;
  readonly wallMs: number;
  /** From sending to the answer that says it is durable, of each live batch. */
  readonly liveMs: readonly number[];
  /** Answers that asked to come back later. */
  readonly askedBack: number;
}

/** Adds sites to an installation, each with an agent that has a token. The collector does not run yet. */
export async function addAgents(config: string, data: string, count: number): Promise<StormAgent[]> {
  const ids = Array.from({ length: count }, (_, number) => `storm-${number}`);
  const rows = ids.map((id, number) => `${id},ST${number},${id},district,137,${CORE},127.0.0.1:9,,,,`);
  await appendFile(join(dirname(config), 'sites.csv'), `${rows.join('\n')}\n`);
  const ledger = await openLedger(sqliteDialect(join(data, 'ledger.sqlite')));
  try {
    const agents: StormAgent[] = [];
    for (const id of ids) agents.push({ id, token: await issueToken(ledger, 'agent', id, Date.now()) });
    return agents;
  } finally {
    await ledger.destroy();
  }
}

function linesOf(id: string, points: number, fromMs: number): string {
  return Array.from({ length: points }, (_, number) => {
    const fields = `packets_transmitted=5i,packets_received=5i,average_response_ms=${20 + (number % 7)}.25`;
    return `ping,agent=${id},role=gateway,site=${id},url=10.0.0.1 ${fields} ${fromMs + number * PERIOD_MS}000000\n`;
  }).join('');
}

export async function runStorm(options: {
  readonly url: string;
  readonly agents: readonly StormAgent[];
  /** The first of them are the healthy ones. */
  readonly healthy: number;
  /** Of each that returns. */
  readonly batches: number;
  readonly pointsPerBatch: number;
}): Promise<StormResult> {
  const { url, agents, healthy, batches, pointsPerBatch } = options;
  const connections = new Agent({ keepAlive: true });
  let askedBack = 0;
  let points = 0;

  const post = (token: string, body: Buffer, headers: Record<string, string>) =>
    new Promise<{ status: number; retryAfter: string | undefined }>((resolve, reject) => {
      const sending = request(`${url}/api/v2/write`, {
        method: 'POST',
        agent: connections,
        headers: {
          authorization: `Token ${token}`,
          'content-encoding': 'gzip',
          'content-length': body.length,
          ...headers,
        },
      });
      sending.on('response', (response) => {
        response.resume().on('end', () => {
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
        });
      });
      sending.on('error', reject);
      sending.end(body);
    });

  /** Until it is taken over, as an agent does. */
  const deliver = async (agent: StormAgent, number: number, epoch: string, text: string, lane: string) => {
    const body = await pack(text);
    const headers = {
      'canhmang-batch': `agent=${agent.id};epoch=${epoch};first=${number};last=${number}`,
      ...(lane === 'backlog' ? { 'canhmang-lane': lane } : {}),
    };
    for (;;) {
      const { status, retryAfter } = await post(agent.token, body, headers);
      if (status === 204) return;
      if (status !== 503 && status !== 429) throw new Error(`${agent.id}: ${status}`);
      askedBack++;
      await new Promise((resolve) =>
        setTimeout(resolve, Number(retryAfter) * 1_000 * (0.5 + Math.random() / 2)),
      );
    }
  };

  const startMs = performance.now();
  const nowMs = Date.now();
  let over = false;
  const liveMs: number[] = [];
  const live = agents.slice(0, healthy).map(async (agent) => {
    const epoch = randomUUID();
    for (let number = 1; !over; number++) {
      const sentMs = performance.now();
      await deliver(
        agent,
        number,
        epoch,
        linesOf(agent.id, LIVE_POINTS, Date.now() - LIVE_POINTS * PERIOD_MS),
        'live',
      );
      liveMs.push(performance.now() - sentMs);
      points += LIVE_POINTS;
      await new Promise((resolve) => setTimeout(resolve, LIVE_EVERY_MS));
    }
  });
  const returning = agents.slice(healthy).map(async (agent) => {
    const epoch = randomUUID();
    for (let number = 1; number <= batches; number++) {
      const fromMs = nowMs - 86_400_000 + number * pointsPerBatch * PERIOD_MS;
      await deliver(agent, number, epoch, linesOf(agent.id, pointsPerBatch, fromMs), 'backlog');
      points += pointsPerBatch;
    }
  });
  try {
    await Promise.all(returning);
    const wallMs = performance.now() - startMs;
    over = true;
    await Promise.all(live);
    return { points, wallMs, liveMs, askedBack };
  } finally {
    over = true;
    connections.destroy();
  }
}
