/** A part of the months that the embedded store has, in InfluxDB 1.x, and the same questions asked of it. */
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { TimeRange } from '../../collector/store/metric-store.ts';
import { LINES_PER_SITE, SITES } from './months.ts';

/** Fields that are asked for; the others would only take time to write. */
const FIELDS = [5, 6, 7];
const SITES_AT_ONCE = 15;

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(`${url}/write?db=bench&precision=ms`, { method: 'POST', body });
  if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
}

const textRowSchema = z.tuple([z.string()]);

/**
 * Writes some ports of all sites: raw values, and a year of hours as measurement `hours`.
 * @param path of the embedded store's catalogue, which nobody has open.
 */
export async function copyMonths(path: string, url: string, ports: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const numbers = ports.map((port) => port.replace('port', '')).join(',');
  const tags = `',agent=core,ifName=port' || series % ${LINES_PER_SITE} || ',site=site-' || series // ${LINES_PER_SITE}`;
  // A file of raw values is a day. Series follow each other: a field's number is above the line's.
  const lines = (file: string, sites: string) => `
    with line as (
      select (series & 1048575)::integer as series, time_ms, (series >> 20)::integer as field, value
      from '${file}' where field in (${FIELDS.join(',')}) and (series & 1048575) % ${LINES_PER_SITE} in (${numbers})
        and (series & 1048575) // ${LINES_PER_SITE} ${sites})
    select string_agg('interface' || ${tags} || ' ' || fields || ' ' || time_ms, chr(10)) from (
      select series, time_ms, string_agg('field_' || field || '=' || value, ',') as fields
      from line group by all order by time_ms)`;
  const send = async (sql: string) => {
    const result = await connection.runAndReadAll(sql);
    const [text] = textRowSchema.parse(result.getRows()[0]);
    await post(url, text);
  };
  const folder = join(dirname(path), 'metrics');
  const files = await connection.runAndReadAll(
    `select file from glob('${folder}/*/*/*.parquet') order by file`,
  );
  for (const row of files.getRows()) {
    const [file] = textRowSchema.parse(row);
    if (file.includes('/raw/'))
      for (let site = 0; site < SITES; site += SITES_AT_ONCE)
        await send(lines(file, `between ${site} and ${site + SITES_AT_ONCE - 1}`));
    else
      await send(`select string_agg('hours' || ${tags.replaceAll('series', '(series & 1048575)::integer')} || ' average=' || average
          || ',minimum=' || minimum || ',maximum=' || maximum || ' ' || time_ms, chr(10))
        from '${file}' where series >> 20 = 5 and (series & 1048575) % ${LINES_PER_SITE} in (${numbers})`);
  }
  connection.closeSync();
  instance.closeSync();
}

const answerSchema = z.object({
  results: z.tuple([z.object({ series: z.array(z.unknown()).default([]), error: z.string().optional() })]),
});

/** Asks in InfluxQL. @returns how many series the answer has. */
export async function askInfluxdb(url: string, question: string): Promise<number> {
  const answer = await fetch(`${url}/query?db=bench&epoch=ms&q=${encodeURIComponent(question)}`);
  const { results } = answerSchema.parse(await answer.json());
  if (results[0].error !== undefined) throw new Error(results[0].error);
  return results[0].series.length;
}

export function timeOf({ fromMs, toMs }: TimeRange): string {
  return `time >= ${fromMs}ms and time < ${toMs}ms`;
}
