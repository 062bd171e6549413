/** The audit's table in SQLite: triggers refuse whatever is not a next record, of this program and of any other. */
import { sql } from 'kysely';
import { NO_RECORD } from '../../audit/chain.ts';
import type { Ledger } from '../ledger.ts';

const refuse = (what: string) => sql`select raise(abort, ${sql.lit(`audit: ${what}`)})`;

const TRIGGERS = {
  audit_no_update: sql`before update on audit begin ${refuse('a record is never changed')}; end`,
  audit_no_delete: sql`before delete on audit begin ${refuse('a record is never removed')}; end`,
  // "insert or replace" removes without the trigger above; and two programs must not both follow the same record.
  audit_next_only: sql`before insert on audit
    when new.id is not (select coalesce(max(id), 0) + 1 from audit)
      or new.previous is not coalesce((select hash from audit order by id desc limit 1), ${sql.lit(NO_RECORD)})
    begin ${refuse('a record follows the newest')}; end`,
} as const;

/** Puts the triggers in place that are not there. The table's columns must be there. */
export async function keepAuditAppendOnly(ledger: Ledger): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`.execute(
    ledger,
  );
  const there = new Set(rows.map(({ name }) => name));
  for (const [name, body] of Object.entries(TRIGGERS)) {
    if (!there.has(name)) await sql`create trigger if not exists ${sql.id(name)} ${body}`.execute(ledger);
  }
}
