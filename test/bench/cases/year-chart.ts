/** What the charts of a site's page cost at the API, by how much time they show. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartWindow } from '../../../dashboards/web/src/lib/chart-search.ts';
import type { Span } from '../../../dashboards/web/src/lib/span.ts';
import type { BenchCase } from '../bench-case.ts';
import { LINES_PER_SITE, makeMonths, SITES } from '../months.ts';
import { writeProvince } from '../open-province.ts';
import { startCollector } from '../servers.ts';

const DAY_MS = 86_400_000;
const RAW_DAYS = 3;
const SPANS = ['hour', 'day', 'month', 'year'] as const satisfies Span[];
/** With ten ports thirty series: of a site with four STAMP targets and a line the page asks for six fields and two. */
const ASKED = 3;

/** One question as the page asks it. */
async function ask(url: string, site: string, span: Span, nowMs: number): Promise<number> {
  const { fromMs, toMs, stepMs } = chartWindow({ span }, nowMs);
  const query = new URLSearchParams({
    measurement: 'interface',
    from: String(fromMs),
    to: String(toMs),
    buckets: String((toMs - fromMs) / stepMs),
  });
  for (let field = 0; field < ASKED; field++) query.append('field', `field_${field}`);
  const startMs = performance.now();
  const response = await fetch(`${url}/api/v1/sites/${site}/series?${query}`);
  const { series } = (await response.json()) as { series?: readonly { buckets: readonly unknown[] }[] };
  const tookMs = performance.now() - startMs;
  const full = series?.filter(({ buckets }) => buckets.length > 0).length ?? 0;
  if (full !== ASKED * LINES_PER_SITE) throw new Error(`${span}: ${full} series of ${site} have values`);
  return tookMs;
}

export const bench: BenchCase = {
  name: 'year-chart',
  describes: `${ASKED} fields of ${LINES_PER_SITE} ports of a site at the API, another site each time; ${RAW_DAYS} days of raw values and a year of roll-ups of ${SITES} sites in the store`,
  rounds: 9,
  ratios: [],
  limits: SPANS.map((span) => ({ subject: 'canhmang', figure: `${span}_ms`, atMost: 300 })),
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'canhmang-charts-'));
    const data = join(folder, 'data');
    mkdirSync(data);
    const startMs = Math.floor(Date.now() / DAY_MS - RAW_DAYS) * DAY_MS;
    await makeMonths(join(data, 'metrics.duckdb'), { startMs, rawDays: RAW_DAYS, rollUpDays: 365 });
    const server = await startCollector(writeProvince(join(folder, 'config'), SITES), { data });
    let round = 0;
    return {
      subjects: [
        {
          name: 'canhmang',
          async run() {
            const site = `site-${(++round * 7) % SITES}`;
            const figures: Record<string, number> = {};
            for (const span of SPANS) {
              figures[`${span}_ms`] = await ask(server.url, site, span, startMs + RAW_DAYS * DAY_MS);
            }
            return { figures };
          },
        },
      ],
      async close() {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
