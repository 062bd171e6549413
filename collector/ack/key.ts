/** The key that signs links: made once, kept in the ledger, so that links outlive a restart and a move. */
import { randomBytes } from 'node:crypto';
import type { Ledger } from '../ledger/ledger.ts';
import { KEY_BYTES } from './link.ts';

const META_KEY = 'ack_key';

export async function openAckKey(ledger: Ledger): Promise<Buffer> {
  await ledger
    .insertInto('meta')
    .values({ key: META_KEY, value: randomBytes(KEY_BYTES).toString('hex') })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value } = await ledger
    .selectFrom('meta')
    .select('value')
    .where('key', '=', META_KEY)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'hex');
}
