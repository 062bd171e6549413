/** How it stands with the bundle that was offered last, at each agent. */
import type { Kysely, Migration } from 'kysely';

export const agentBundle: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('agent_bundle')
      .addColumn('agent', 'text', (column) => column.primaryKey())
      .addColumn('bundle', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('detail', 'text')
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
