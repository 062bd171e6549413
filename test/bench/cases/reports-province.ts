/** What a leader waits for: a year of the whole province, and the PDF of a month. */
import { pdfFormat } from '../../../collector/reports/formats/pdf/format.ts';
import { makeUptimeReport } from '../../../collector/reports/uptime.ts';
import { translator } from '../../../config/messages.ts';
import type { BenchCase } from '../bench-case.ts';
import { inventoryOf, ledgerOfYear, OCTOBER, requestOf, YEAR } from '../ledger-of-a-year.ts';
import { loadNow, measureCall, measureProcess } from '../measure.ts';

const SITES = 105;
const OUTAGES = 50;

export const bench: BenchCase = {
  name: 'reports-province',
  describes: `${SITES} sites, ${OUTAGES} outages each in a year: the year by site, and the month with its PDF`,
  rounds: 5,
  ratios: [],
  limits: [
    { subject: 'reports', figure: 'year_cpu_ms', atMost: 100 },
    { subject: 'reports', figure: 'month_pdf_cpu_ms', atMost: 3_000 },
  ],
  async prepare() {
    const inventory = inventoryOf(SITES);
    const { ledger, intervals, close } = await ledgerOfYear(SITES, OUTAGES);
    const reader = { language: 'vi', t: translator('vi') } as const;
    const year = requestOf('site', '2025', YEAR);
    const month = requestOf('site', '2025-10', OCTOBER);
    const run = async () => {
      const made = await measureCall(() => makeUptimeReport({ ledger, inventory }, year));
      const pdf = await measureCall(async () =>
        pdfFormat.write(await makeUptimeReport({ ledger, inventory }, month), reader),
      );
      return {
        figures: {
          intervals,
          outages: made.result.total.time.outages,
          year_wall_ms: made.cost.wall_ms,
          year_cpu_ms: made.cost.cpu_ms,
          month_pdf_wall_ms: pdf.cost.wall_ms,
          month_pdf_cpu_ms: pdf.cost.cpu_ms,
          pdf_kb: pdf.result.length / 1_000,
          peak_rss_mb: measureProcess(process).peakRssMb,
          load: loadNow(),
        },
      };
    };
    return { subjects: [{ name: 'reports', run }], close };
  },
};
