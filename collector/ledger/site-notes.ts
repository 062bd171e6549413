/** What people note of a site: where the key is, whom to call, what the hill does to the line when it rains. */
import type { LedgerReader } from './ledger.ts';
import type { SiteNoteRecord } from './schema.ts';

/** As many as anybody reads. */
const SHOWN = 100;

/** Those that stand, the latest first. */
export function readSiteNotes(ledger: LedgerReader, site: string): Promise<SiteNoteRecord[]> {
  return ledger
    .selectFrom('site_note')
    .selectAll()
    .where('site', '=', site)
    .where('withdrawn_ms', 'is', null)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute();
}

/** @param atMs epoch milliseconds. @returns its id */
export async function addSiteNote(
  ledger: LedgerReader,
  note: { readonly site: string; readonly text: string; readonly author: string; readonly atMs: number },
): Promise<number> {
  const { site, text, author, atMs } = note;
  const values = { site, text, author, at_ms: atMs, withdrawn_ms: null, withdrawn_by: null };
  const { id } = await ledger
    .insertInto('site_note')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** @returns what is taken back; `undefined`: there is no such note of the site, or it is taken back already. */
export async function withdrawSiteNote(
  ledger: LedgerReader,
  note: { readonly site: string; readonly id: number; readonly author: string; readonly nowMs: number },
): Promise<SiteNoteRecord | undefined> {
  return ledger
    .updateTable('site_note')
    .set({ withdrawn_ms: note.nowMs, withdrawn_by: note.author })
    .where('id', '=', note.id)
    .where('site', '=', note.site)
    .where('withdrawn_ms', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
