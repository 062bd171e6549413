/** The same message by another medium, where its own does not bring it there. */
import type { Medium } from '../../model/medium.ts';
import { MEDIA } from '../../model/medium.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { OutboxRecord } from '../ledger/schema.ts';
import { alternativeSchema, enqueue } from './outbox.ts';

/** @param media that there are channels for. Said again, it changes nothing. */
export async function fallBack(
  ledger: LedgerTransaction,
  { id, idempotency_key: key, fallback, incident, person, thread }: OutboxRecord,
  media: readonly Medium[],
  nowMs: number,
): Promise<void> {
  const alternatives = fallback === null ? [] : alternativeSchema.array().parse(JSON.parse(fallback));
  for (const alternative of alternatives) {
    if (!media.includes(alternative.medium)) continue;
    const idempotency_key = `${key}-${alternative.medium}`;
    await enqueue(
      ledger,
      { ...alternative, idempotency_key, incident, person, thread, fallback_of: id },
      nowMs,
    );
  }
}

/** What waits for a medium that there is no channel for any more goes by another one. */
export async function passOn(
  ledger: LedgerTransaction,
  media: readonly Medium[],
  nowMs: number,
): Promise<void> {
  const gone = MEDIA.filter((medium) => !media.includes(medium));
  if (gone.length === 0 || media.length === 0) return;
  const stranded = await ledger
    .selectFrom('outbox')
    .selectAll()
    .where('status', '=', 'pending')
    .where('medium', 'in', gone)
    .where('fallback', 'is not', null)
    .execute();
  for (const row of stranded) await fallBack(ledger, row, media, nowMs);
}
