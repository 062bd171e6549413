/** When a collector was there to decide: what a report makes of states that nobody could have ended. */
import type { Kysely, Migration } from 'kysely';

export const watching: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('watching')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('from_ms', 'bigint', (column) => column.notNull())
      .addColumn('seen_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('watching_from').on('watching').column('from_ms').execute();
  },
};
