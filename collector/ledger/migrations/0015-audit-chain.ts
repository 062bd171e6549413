/** Each record of the audit follows the one before it by its hash; those that are there are chained as they are. */
import type { Kysely, Migration } from 'kysely';
import { NO_RECORD, recordHash } from '../../audit/chain.ts';
import type { LedgerSchema } from '../schema.ts';

export const auditChain: Migration = {
  async up(db: Kysely<Pick<LedgerSchema, 'audit'>>): Promise<void> {
    for (const column of ['previous', 'hash']) {
      await db.schema
        .alterTable('audit')
        .addColumn(column, 'text', (added) => added.notNull().defaultTo(''))
        .execute();
    }
    let previous = NO_RECORD;
    for (const record of await db.selectFrom('audit').selectAll().orderBy('id').execute()) {
      const hash = recordHash(previous, record);
      await db.updateTable('audit').set({ previous, hash }).where('id', '=', record.id).execute();
      previous = hash;
    }
  },
};
