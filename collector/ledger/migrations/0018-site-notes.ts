/** What people note of a site. A note that is taken back stays in the ledger: who read it may have acted on it. */
import type { Kysely, Migration } from 'kysely';

export const siteNotes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('site_note')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('withdrawn_ms', 'integer')
      .addColumn('withdrawn_by', 'text')
      .execute();
    await db.schema.createIndex('site_note_site').on('site_note').column('site').execute();
  },
};
