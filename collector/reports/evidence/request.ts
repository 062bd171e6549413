/** What is asked of an evidence pack, checked against the configuration. */
import { UserError } from '../../../config/error.ts';
import type { LoadedConfig } from '../../../config/load.ts';
import type { Line, Site } from '../../../model/inventory.ts';
import type { RequestedPeriod } from '../request.ts';
import { requestedPeriod } from '../request.ts';

/** As it comes from a command line or a query. */
export interface EvidenceQuery {
  /** `SITE/LINE`, or the id of the line, or of a site that has one. */
  readonly line: string;
  readonly period: string;
  /** Epoch milliseconds; `undefined`: now. */
  readonly asOfMs?: number | undefined;
}

export interface EvidenceRequest extends RequestedPeriod {
  readonly site: Site;
  readonly line: Line;
}

/**
 * @param nowMs epoch milliseconds.
 * @throws UserError for a line that is not there or not the only one of its site, and for periods as uptime reports do.
 */
export function evidenceRequest(query: EvidenceQuery, config: LoadedConfig, nowMs: number): EvidenceRequest {
  return { ...requestedPeriod(query, config, nowMs), ...lineNamed(query.line, config) };
}

function lineNamed(text: string, { inventory }: LoadedConfig): { site: Site; line: Line } {
  const [first = '', second] = text.split('/');
  const fits = inventory.lines.filter(({ id, site }) =>
    second === undefined ? id === first || site === first : site === first && id === second,
  );
  const [line, ...others] = fits;
  const site = inventory.sites.find(({ id }) => id === line?.site);
  if (!line || !site) throw new UserError('report_line', { line: text });
  if (others.length > 0) {
    const lines = fits.map((each) => `${each.site}/${each.id}`).join(', ');
    throw new UserError('report_lines', { site: site.id, lines });
  }
  return { site, line };
}
