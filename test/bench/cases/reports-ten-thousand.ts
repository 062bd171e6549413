/** A year of ten thousand sites by district, and what the report holds in memory meanwhile. */
import { makeUptimeReport } from '../../../collector/reports/uptime.ts';
import type { BenchCase } from '../bench-case.ts';
import { inventoryOf, ledgerOfYear, requestOf, YEAR } from '../ledger-of-a-year.ts';
import { loadNow, measureCall, measureProcess } from '../measure.ts';

const SITES = 10_000;
/** 51 intervals a site. */
const OUTAGES = 25;
/** Beside what the process held before: intervals are read piece by piece, never all of them. */
const MORE_MB = 200;

export const bench: BenchCase = {
  name: 'reports-ten-thousand',
  describes: `${SITES} sites, ${OUTAGES} outages each in a year: the year by district`,
  rounds: 5,
  ratios: [],
  limits: [
    { subject: 'report', figure: 'cpu_ms', atMost: 1_000 },
    { subject: 'report', figure: 'more_rss_mb', atMost: MORE_MB },
  ],
  async prepare() {
    const inventory = inventoryOf(SITES);
    const { ledger, intervals, close } = await ledgerOfYear(SITES, OUTAGES);
    const request = requestOf('district', '2025', YEAR);
    globalThis.gc?.();
    const beforeMb = measureProcess(process).rssMb;
    const run = async () => {
      const { result, cost } = await measureCall(() => makeUptimeReport({ ledger, inventory }, request));
      const { peakRssMb } = measureProcess(process);
      return {
        figures: {
          ...cost,
          intervals,
          outages: result.total.time.outages,
          rows: result.rows.length,
          before_rss_mb: beforeMb,
          peak_rss_mb: peakRssMb,
          more_rss_mb: Math.max(0, peakRssMb - beforeMb),
          load: loadNow(),
        },
      };
    };
    return { subjects: [{ name: 'report', run }], close };
  },
};
