/** Messages get a person, HTML, another way to go; what is gathered into one message, and what waits for an answer. */
import { type Kysely, type Migration, sql } from 'kysely';

export const notify: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // SQLite takes no NOT NULL from a column, and a message may be about many incidents or none.
    await db.schema
      .createTable('outbox_new')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('idempotency_key', 'text', (column) => column.notNull().unique())
      .addColumn('incident', 'integer', (column) => column.references('incident.id'))
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('medium', 'text', (column) => column.notNull())
      .addColumn('recipient', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('html', 'text')
      .addColumn('thread', 'text', (column) => column.notNull())
      .addColumn('fallback', 'text')
      .addColumn('fallback_of', 'integer')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('due_ms', 'bigint', (column) => column.notNull())
      .addColumn('delivered_ms', 'bigint')
      .addColumn('last_error', 'text')
      .execute();
    await sql`
      insert into outbox_new (id, idempotency_key, incident, person, medium, recipient, subject, text, thread,
        status, attempts, created_ms, due_ms, delivered_ms, last_error)
      select id, idempotency_key, incident, recipient, 'mail', recipient, subject, text,
        'canhmang-incident-' || incident, status, attempts, created_ms, due_ms, delivered_ms, last_error
      from outbox`.execute(db);
    await db.schema.dropTable('outbox').execute();
    await db.schema.alterTable('outbox_new').renameTo('outbox').execute();
    await db.schema.createIndex('outbox_due').on('outbox').columns(['status', 'due_ms']).execute();
    await db.schema.createIndex('outbox_incident').on('outbox').column('incident').execute();
    await db.schema.createIndex('outbox_person').on('outbox').columns(['person', 'created_ms']).execute();
    await db.schema
      .createTable('notice')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('bundle', 'text', (column) => column.notNull())
      .addColumn('media', 'text', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('due_ms', 'bigint', (column) => column.notNull())
      .addColumn('told_ms', 'bigint')
      .execute();
    await db.schema.createIndex('notice_due').on('notice').columns(['told_ms', 'due_ms']).execute();
    await db.schema.createIndex('notice_incident').on('notice').column('incident').execute();
    await db.schema
      .createTable('escalation')
      .addColumn('incident', 'integer', (column) => column.notNull().references('incident.id'))
      .addColumn('route', 'text', (column) => column.notNull())
      .addColumn('step', 'integer', (column) => column.notNull())
      .addColumn('since_ms', 'bigint', (column) => column.notNull())
      .addColumn('due_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('escalation_key', ['incident', 'route'])
      .execute();
  },
};
