/** What is usual for a series, so that a restart does not have to learn it again. */
import type { Kysely, Migration } from 'kysely';

export const baseline: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('baseline')
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('series', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('baseline_key', ['rule', 'series'])
      .execute();
  },
};
