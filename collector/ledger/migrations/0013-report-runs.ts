/** Reports that were made and sent by themselves: each once, with the files that go with its mails. */
import type { Kysely, Migration } from 'kysely';

export const reportRuns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('report_schedule')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('since_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('report_run')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('schedule', 'text', (column) => column.notNull())
      .addColumn('period', 'text', (column) => column.notNull())
      .addColumn('due_ms', 'bigint', (column) => column.notNull())
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('report_run_once', ['schedule', 'period'])
      .execute();
    await db.schema
      .createTable('report_file')
      .addColumn('run', 'integer', (column) => column.notNull().references('report_run.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('content_type', 'text', (column) => column.notNull())
      .addColumn('content', 'blob', (column) => column.notNull())
      .addPrimaryKeyConstraint('report_file_key', ['run', 'name'])
      .execute();
    await db.schema.alterTable('outbox').addColumn('report_run', 'integer').execute();
  },
};
