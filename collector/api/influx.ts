/** What InfluxDB's clients look for besides writing: we say that we are one, and which family we follow. Pure. */
import { VERSION } from '../../model/version.ts';

/** 1.8 has both ways to write; clients compare the number in front. */
const FAMILY = '1.8';

export const INFLUX_HEADERS = {
  'x-influxdb-version': `${FAMILY}-canhmang-${VERSION}`,
  'x-influxdb-build': 'canhmang',
} as const;

/** The one place for everything that is written. */
const DATABASE = 'canhmang';

/** An answer to one InfluxQL statement (InfluxDB 1.x API, `/query`). */
export type StatementAnswer = {
  statement_id: number;
  series?: { name: string; columns: string[]; values: string[][] }[];
};

const CREATE_DATABASE = /^create\s+database\s+\S/i;
const SHOW_DATABASES = /^show\s+databases$/i;

/**
 * Answers the statements by which clients make sure that they can write: a database is made by being named.
 * @returns `undefined` when there is any other statement: reading is another API's work.
 */
export function answerQuery(query: string): { results: StatementAnswer[] } | undefined {
  const statements = query
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
  const results: StatementAnswer[] = [];
  for (const [statement_id, statement] of statements.entries()) {
    if (CREATE_DATABASE.test(statement)) results.push({ statement_id });
    else if (SHOW_DATABASES.test(statement)) {
      const series = [{ name: 'databases', columns: ['name'], values: [[DATABASE]] }];
      results.push({ statement_id, series });
    } else return undefined;
  }
  return results.length > 0 ? { results } : undefined;
}
