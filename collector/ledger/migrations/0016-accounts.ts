/** People with roles and passwords; sessions; tokens by role that may expire. */
import type { Kysely, Migration } from 'kysely';
import { sql } from 'kysely';

export const accounts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('user')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('full_name', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('password', 'text')
      .addColumn('disabled_ms', 'bigint')
      .addColumn('totp_secret', 'text')
      .addColumn('totp_step', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('password_ms', 'bigint')
      .addColumn('signed_in_ms', 'bigint')
      .execute();
    await db.schema
      .createTable('recovery_code')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('user', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('session')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('user', 'bigint')
      .addColumn('token', 'bigint')
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('seen_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_ms', 'bigint', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('program', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('invitation')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('user', 'bigint')
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('sign_in_failure')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('last_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.alterTable('token').addColumn('expires_ms', 'bigint').execute();
    await db.schema.alterTable('token').addColumn('scope', 'text').execute();
    // What the first start printed is the only way in that there was: it may do everything. Others read and handled.
    await sql`update token set kind = 'admin' where kind = 'access' and holder = 'first'`.execute(db);
    await sql`update token set kind = 'operator' where kind = 'access'`.execute(db);
  },
};
