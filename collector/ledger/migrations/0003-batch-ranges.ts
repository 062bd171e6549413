/** Agents send their newest records before a backlog: one number no longer says what has been taken over. */
import type { Kysely, Migration } from 'kysely';
import { sql } from 'kysely';

export const batchRanges: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const column = { before: sql.ref('sequence'), now: sql.ref('taken') };
    await db.schema
      .alterTable('batch_mark')
      .addColumn('taken', 'text', (definition) => definition.notNull().defaultTo(''))
      .execute();
    await sql`update batch_mark set ${column.now} = '1-' || ${column.before}`.execute(db);
    await db.schema.alterTable('batch_mark').dropColumn('sequence').execute();
  },
};
