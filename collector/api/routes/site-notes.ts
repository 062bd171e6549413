/** `/api/v1/sites/{id}/notes`: what people should know of a site before they drive there. */
import { z } from 'zod';
import { addSiteNote, readSiteNotes, withdrawSiteNote } from '../../ledger/site-notes.ts';
import { authorOf } from '../author.ts';
import { ApiRefusal } from '../errors.ts';
import { noteAct } from '../note-act.ts';
import type { Route } from '../resource.ts';
import { iso, readParams } from '../resource.ts';
import { listOf } from '../schemas/parts.ts';
import { siteNoteSchema } from '../schemas/sites.ts';
import { typedText } from '../typed-text.ts';
import type { List } from '../types/parts.ts';
import type { SiteNoteRow } from '../types/sites.ts';
import { siteIdSchema, siteOf } from './sites.ts';

const bodySchema = z.strictObject({ text: typedText(2_000) });
const noteIdSchema = siteIdSchema.extend({ note: z.coerce.number().int().min(1) });

async function notesOf(
  site: string,
  ledger: Parameters<typeof readSiteNotes>[0],
): Promise<List<SiteNoteRow>> {
  const notes = await readSiteNotes(ledger, site);
  const items = notes.map(({ id, text, author, at_ms }) => ({ id, text, author, at: iso(at_ms) }));
  return { items, total: items.length };
}

export const siteNoteRoutes: readonly Route[] = [
  {
    summary: 'What people have noted of it',
    params: siteIdSchema,
    answer: listOf(siteNoteSchema),
    method: 'GET',
    url: '/api/v1/sites/:id/notes',
    role: 'viewer',
    reach: 'sites',
    async handle(request, _reply, context) {
      return notesOf(siteOf(request, context).id, context.ledger);
    },
  },
  {
    summary: 'Notes something of it',
    params: siteIdSchema,
    body: bodySchema,
    answer: listOf(siteNoteSchema),
    audit: 'site.note',
    method: 'POST',
    url: '/api/v1/sites/:id/notes',
    role: 'technician',
    reach: 'sites',
    async handle(request, _reply, context) {
      const { id: site } = siteOf(request, context);
      const { text } = readParams(bodySchema, request.body ?? {});
      await context.ledger.transaction().execute(async (transaction) => {
        const note = { site, text, author: authorOf(request), atMs: context.now() };
        const id = await addSiteNote(transaction, note);
        await noteAct(request, context, transaction, { object: `site:${site}`, detail: { note: id, text } });
      });
      return notesOf(site, context.ledger);
    },
  },
  {
    summary: 'Takes a note back; it stays in the ledger',
    params: noteIdSchema,
    answer: listOf(siteNoteSchema),
    audit: 'site.note_withdraw',
    method: 'DELETE',
    url: '/api/v1/sites/:id/notes/:note',
    role: 'technician',
    reach: 'sites',
    async handle(request, _reply, context) {
      const { id: site } = siteOf(request, context);
      const { note: id } = readParams(noteIdSchema, request.params);
      await context.ledger.transaction().execute(async (transaction) => {
        const asked = { site, id, author: authorOf(request), nowMs: context.now() };
        const withdrawn = await withdrawSiteNote(transaction, asked);
        if (!withdrawn) throw new ApiRefusal(404, 'unknown_note', `there is no note ${id} of "${site}"`);
        const { text, author } = withdrawn;
        await noteAct(request, context, transaction, {
          object: `site:${site}`,
          detail: { note: id, text, author },
        });
      });
      return notesOf(site, context.ledger);
    },
  },
];
