/** The first tables: states, incidents, outbox, marks, tokens. */
import type { Kysely, Migration } from 'kysely';

export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('interval')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('from_ms', 'bigint', (column) => column.notNull())
      .addColumn('to_ms', 'bigint')
      .addColumn('proof', 'text')
      .addColumn('decided_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('interval_subject').on('interval').columns(['subject', 'from_ms']).execute();
    await db.schema.createIndex('interval_open').on('interval').column('to_ms').execute();
    await db.schema
      .createTable('incident')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('opened_ms', 'bigint', (column) => column.notNull())
      .addColumn('resolved_ms', 'bigint')
      .addColumn('proof', 'text')
      .execute();
    await db.schema
      .createIndex('incident_subject')
      .on('incident')
      .columns(['subject', 'resolved_ms'])
      .execute();
    await db.schema.createIndex('incident_site').on('incident').column('site').execute();
    await db.schema
      .createTable('incident_event')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('proof', 'text')
      .execute();
    await db.schema
      .createTable('outbox')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('idempotency_key', 'text', (column) => column.notNull().unique())
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('recipient', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('due_ms', 'bigint', (column) => column.notNull())
      .addColumn('delivered_ms', 'bigint')
      .addColumn('last_error', 'text')
      .execute();
    await db.schema.createIndex('outbox_due').on('outbox').columns(['status', 'due_ms']).execute();
    await db.schema
      .createTable('batch_mark')
      .addColumn('agent', 'text', (column) => column.notNull())
      .addColumn('epoch', 'text', (column) => column.notNull())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('batch_mark_key', ['agent', 'epoch'])
      .execute();
    await db.schema
      .createTable('token')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('meta')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
