/** Who knows of an incident: as the ledger has it. */
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { Telling } from './routes.ts';
import type { Setup } from './setup.ts';

/** Who has been told of an incident, or is to be, in the way they were: they are told of its end. */
export async function toldOf(ledger: LedgerTransaction, incident: number, setup: Setup): Promise<Telling[]> {
  const rows = await ledger
    .selectFrom('outbox')
    .select(['person', 'medium'])
    .distinct()
    .where('incident', '=', incident)
    .where('status', '!=', 'withdrawn')
    .where('fallback_of', 'is', null)
    .execute();
  const media = new Map<string, Medium[]>();
  for (const { person, medium } of rows) media.set(person, [...(media.get(person) ?? []), medium]);
  const tellings: Telling[] = [...media].flatMap(([name, how]) => {
    const person = setup.recipients.get(name);
    return person ? [{ person, how }] : [];
  });
  const noticed = await ledger
    .selectFrom('notice')
    .select(['person', 'bundle', 'media'])
    .where('incident', '=', incident)
    // One that still waits tells the end too.
    .where('told_ms', 'is not', null)
    .execute();
  for (const { person: name, bundle, media: named } of noticed) {
    const person = setup.recipients.get(name);
    if (!person || media.has(name)) continue;
    media.set(name, []);
    const how = MEDIA.filter((medium) => named.split(',').includes(medium));
    tellings.push({ person, how: bundle === 'digest' ? 'digest' : how });
  }
  return tellings;
}
