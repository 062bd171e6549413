/** Maintenance windows, and who made and cancelled them. */
import type { Kysely, Migration } from 'kysely';

export const maintenance: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('maintenance')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('scope_kind', 'text', (column) => column.notNull())
      .addColumn('scope_id', 'text', (column) => column.notNull())
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('start_ms', 'bigint', (column) => column.notNull())
      .addColumn('end_ms', 'bigint', (column) => column.notNull())
      .addColumn('rrule', 'text')
      .addColumn('time_zone', 'text', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('cancelled_ms', 'bigint')
      .addColumn('cancelled_by', 'text')
      .execute();
  },
};
