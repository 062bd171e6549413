/** Accounts of people who sign in by an identity provider: known by what it calls them, whatever their name. */
import type { Kysely, Migration } from 'kysely';

export const oidc: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('user').addColumn('oidc_subject', 'text').execute();
    await db.schema.createIndex('user_oidc_subject').unique().on('user').column('oidc_subject').execute();
  },
};
