/** What screens on walls cost the collector, and how soon they know: the province of the demonstration, live. */
import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCase } from '../bench-case.ts';
import { measureProcess } from '../measure.ts';
import { DEMO, type MeasuredProvince, measure, openProvince } from '../measured-province.ts';
import { startCollector } from '../servers.ts';

const BOARDS = 200;
/** The collector lets one address listen a hundred times. */
const BOARDS_OF_ONE_ADDRESS = 50;
/** As a board reads anew what it shows (dashboards/web/src/pages/wallboard.tsx). */
const REFRESH_S = 60;
const READ = ['/api/v1/sites', '/api/v1/rooms', '/api/v1/incidents?state=open&limit=500'];
const MEASURED_S = 60;
const ROUND_S = 5;
/** A line is cut, and mended with the next round. */
const CUTS = 8;
const LIMIT_PERCENT = 20;
/** Half a second to the eye (issue), of which the page takes 200 ms to gather what changes together. */
const LIMIT_TOLD_MS = 250;

/** One screen: listens, and reads its lists once a minute. */
class Board {
  readonly #agent = new Agent({ keepAlive: true });
  #timer: NodeJS.Timeout;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  /** When it heard of a state, by `subject state`, milliseconds of this process. */
  readonly heardMs = new Map<string, number>();

  constructor(url: string, number: number) {
    this.#url = url;
    this.#headers = { 'x-forwarded-for': `10.1.0.${1 + Math.floor(number / BOARDS_OF_ONE_ADDRESS)}` };
    get(`${url}/api/v1/events`, { agent: this.#agent, headers: this.#headers }, (answer) => {
      let rest = '';
      answer.on('data', (chunk: Buffer) => {
        const frames = `${rest}${chunk}`.split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) this.#take(frame);
      });
      answer.on('error', () => undefined);
    }).on('error', () => undefined);
    const firstMs = (number / BOARDS) * REFRESH_S * 1_000;
    this.#timer = setTimeout(() => {
      void this.#read();
      this.#timer = setInterval(() => void this.#read(), REFRESH_S * 1_000);
    }, firstMs);
  }

  #take(frame: string): void {
    const data = /^data: (\{"type":"state".*)$/m.exec(frame)?.[1];
    if (data === undefined) return;
    const { subject, to } = JSON.parse(data) as { subject: string; to: string };
    this.heardMs.set(`${subject} ${to}`, performance.now());
  }

  async #read(): Promise<void> {
    for (const path of READ) {
      await new Promise<void>((resolve) => {
        get(`${this.#url}${path}`, { agent: this.#agent, headers: this.#headers }, (answer) =>
          answer.resume().on('close', resolve),
        ).on('error', () => resolve());
      });
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#agent.destroy();
  }
}

/** A province that is measured, with lines cut now and then. @returns milliseconds until the last board knew of each. */
async function live(province: MeasuredProvince, boards: readonly Board[]): Promise<number[]> {
  const tookMs: number[] = [];
  const rounds = MEASURED_S / ROUND_S;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    await measure(province, province.sites);
    const cut = round < CUTS ? province.sites[10 + round] : undefined;
    if (cut !== undefined) {
      await delay(1_000);
      const sentMs = performance.now();
      await measure(province, [cut], cut);
      const key = `site:${cut} down`;
      while (boards.some((board) => !board.heardMs.has(key))) await delay(1);
      const last = Math.max(sentMs, ...boards.map((board) => board.heardMs.get(key) ?? 0));
      if (boards.length > 0) tookMs.push(last - sentMs);
    }
    await delay(Math.max(0, startMs + ROUND_S * 1_000 - performance.now()));
  }
  return tookMs;
}

export const bench: BenchCase = {
  name: 'wallboards',
  describes: `105 sites measured every ${ROUND_S} s for ${MEASURED_S} s, ${CUTS} lines cut, with and without ${BOARDS} boards that listen and read their lists once a minute; told: until the last of them has heard of a cut`,
  rounds: 2,
  warmUp: false,
  ratios: [],
  limits: [
    { subject: 'boards', figure: 'more_core_percent', atMost: LIMIT_PERCENT },
    { subject: 'boards', figure: 'told_max_ms', atMost: LIMIT_TOLD_MS },
  ],
  async prepare() {
    const run = async (count: number) => {
      const server = await startCollector(DEMO);
      const province = await openProvince(server);
      await measure(province, province.sites);
      const boards = Array.from({ length: count }, (_, number) => new Board(server.url, number));
      try {
        const before = measureProcess(server);
        const startMs = performance.now();
        const tookMs = await live(province, boards);
        const cost = measureProcess(server);
        const seconds = (performance.now() - startMs) / 1_000;
        return {
          percent: (100 * (cost.cpuSeconds - before.cpuSeconds)) / seconds,
          toldMs: Math.max(0, ...tookMs),
          rssMb: cost.rssMb,
        };
      } finally {
        for (const board of boards) board.close();
        await server.close();
      }
    };
    let alone = 0;
    return {
      subjects: [
        {
          name: 'nobody',
          run: async () => {
            const { percent, rssMb } = await run(0);
            alone = percent;
            return { figures: { core_percent: percent, rss_mb: rssMb } };
          },
        },
        {
          name: 'boards',
          run: async () => {
            const { percent, toldMs, rssMb } = await run(BOARDS);
            const more = percent - alone;
            return {
              figures: {
                core_percent: percent,
                more_core_percent: more,
                told_max_ms: toldMs,
                rss_mb: rssMb,
              },
            };
          },
        },
      ],
    };
  },
};
