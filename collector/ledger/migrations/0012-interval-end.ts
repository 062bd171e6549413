/** What ended lately is found without reading a subject's years before it. */
import type { Kysely, Migration } from 'kysely';

export const intervalEnd: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createIndex('interval_subject_end')
      .on('interval')
      .columns(['subject', 'to_ms'])
      .execute();
  },
};
