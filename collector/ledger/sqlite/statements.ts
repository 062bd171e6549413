/** Statements that were prepared before are used again: preparing takes longer than most of the ledger's queries do. */
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { RecentMap } from '../../../model/recent-map.ts';

/** The program has some two hundred; those with a list of values have one for each length of it. */
const MAX_STATEMENTS = 500;

/** @returns the same database, as long as one program at a time uses it. */
export function withPreparedStatements(database: SqliteDatabase): SqliteDatabase {
  const statements = new RecentMap<string, SqliteStatement>(MAX_STATEMENTS);
  /** One that failed half-way may still stand where it failed: the next one begins anew. */
  const orForget = <T>(text: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      statements.delete(text);
      throw error;
    }
  };
  const prepare = (text: string): SqliteStatement => {
    const statement = database.prepare(text);
    return {
      reader: statement.reader,
      all: (parameters) => orForget(text, () => statement.all(parameters)),
      run: (parameters) => orForget(text, () => statement.run(parameters)),
      // What is read row by row has a statement of its own: whoever asks the same meanwhile would begin it anew.
      iterate: (parameters) => database.prepare(text).iterate(parameters),
    };
  };
  return {
    close: () => database.close(),
    prepare(text) {
      const statement = statements.get(text) ?? prepare(text);
      statements.set(text, statement);
      return statement;
    },
  };
}
