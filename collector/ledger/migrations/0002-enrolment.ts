/** Agents are let in by a code, and let out again. */
import type { Kysely, Migration } from 'kysely';

export const enrolment: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('token').addColumn('sites', 'text').execute();
    await db.schema
      .createTable('enrolment_code')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('agent', 'text', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_ms', 'bigint', (column) => column.notNull())
      .addColumn('used_ms', 'bigint')
      .addColumn('token_hash', 'text')
      .execute();
    await db.schema
      .createTable('agent')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('enrolled_ms', 'bigint')
      .addColumn('revoked_ms', 'bigint')
      .addColumn('seen_ms', 'bigint')
      .addColumn('version', 'text')
      .addColumn('clock_offset_ms', 'bigint')
      .execute();
  },
};
