/** `canhmang report evidence`: what is put in front of a carrier, beside the collector, while it runs or not. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planAsOf } from '../../collector/maintenance/as-of.ts';
import type { EvidencePack } from '../../collector/reports/evidence/evidence.ts';
import { evidenceFiles } from '../../collector/reports/evidence/files.ts';
import { makeEvidencePack } from '../../collector/reports/evidence/make.ts';
import type { EvidenceRequest } from '../../collector/reports/evidence/request.ts';
import { evidenceRequest } from '../../collector/reports/evidence/request.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { getJson } from '../api-client.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { ownCollectorUrl, withOwnCollector } from '../own-collector.ts';
import { barIfSlow } from '../progress.ts';
import { momentOf, writeWhole } from '../report-options.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { ReadStoreOptions } from '../store-access.ts';
import { withStore } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export interface ReportEvidenceOptions extends ReadStoreOptions {
  readonly line: string;
  readonly period: string;
  readonly output: string;
  readonly asOf?: string;
}

/** The collector reads a year of outages in this time. */
const TIMEOUT_MS = 10 * 60_000;

export async function runReportEvidence(terminal: Terminal, options: ReportEvidenceOptions): Promise<number> {
  const { t, language, out } = terminal;
  const { line, period, output } = options;
  const config = configOf(options);
  const { time_zone: timeZone, reports } = config.installation;
  const asOfMs = options.asOf === undefined ? undefined : momentOf(options.asOf, timeZone);
  const request = evidenceRequest({ line, period, asOfMs }, config, Date.now());
  const pack = await packOf(terminal, options, config, request);
  const files = await evidenceFiles(pack, { language, t, letterhead: reports.letterhead });
  try {
    mkdirSync(output, { recursive: true });
  } catch (error) {
    throw new UserError('report_folder', { path: output, reason: reasonOf(error) });
  }
  for (const { name, content } of files) writeWhole(join(output, name), content);
  const samples = pack.outages.reduce((sum, outage) => sum + outage.samples.length, 0);
  const counts = { count: String(pack.outages.length), samples: String(samples), folder: output };
  out([t('evidence.written', counts), ...files.map(({ name }) => `  ${name}`)].join('\n'));
  return EXIT.ok;
}

/** From the store itself, or from the collector that has it. */
async function packOf(
  terminal: Terminal,
  options: ReportEvidenceOptions,
  config: LoadedConfig,
  request: EvidenceRequest,
): Promise<EvidencePack> {
  const data = dataFolderOf(options, config);
  const { t, say } = terminal;
  if (config.installation.store.kind === 'embedded' && !existsSync(join(data, 'metrics.duckdb')))
    throw new UserError('store_none', { path: data });
  try {
    return await withStore(options, (samples) =>
      withLedger(data, async (ledger) => {
        const plan = await planAsOf(ledger, config, request.asOfMs);
        return makeEvidencePack(
          {
            ledger,
            inventory: config.inventory,
            samples,
            plan,
            onProgress: barIfSlow((done, total) => t('evidence.progress', { done, total })),
          },
          request,
        );
      }),
    );
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'store_locked') throw error;
    say(t('evidence.asking'));
    const query = new URLSearchParams({
      line: `${request.site.id}/${request.line.id}`,
      period: request.periodText,
      as_of: String(request.asOfMs),
    });
    const own = { data, url: ownCollectorUrl(options, config), holder: `evidence-${process.pid}` };
    return withOwnCollector(own, (api) =>
      getJson<EvidencePack>(api, `/api/v1/reports/evidence?${query}`, TIMEOUT_MS),
    );
  }
}
