/**
 * The agent as an SNMP engine (RFC 3411 section 3.1.1): a name of its own for ever and a count of its starts, kept on
 * disk. With another name after a restart, devices could not send informs to it any more.
 */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { reasonOf } from '../../config/error.ts';

export interface SnmpEngine {
  readonly id: Buffer;
  /** How often it has started since it has its name. */
  readonly boots: number;
  /** Seconds since it started. */
  time(): number;
}

/** RFC 3414 section 2.2.2: an engine that has come this far answers nobody any more. */
export const MAX_BOOTS = 0x7fff_ffff;
/**
 * How a name begins (SnmpEngineID in RFC 3411 section 5): the highest bit, the enterprise number that net-snmp uses for
 * engines without one of their own, and format 128, octets of the maker's choice.
 */
const ID_PREFIX = Buffer.of(0x80, 0x00, 0xb9, 0x83, 0x80);
const ID_RANDOM_OCTETS = 12;

const keptSchema = z.object({
  id: z.string().regex(/^(?:[0-9a-f]{2}){5,32}$/),
  boots: z.int().min(0).max(MAX_BOOTS),
});
type Kept = z.output<typeof keptSchema>;

async function readKept(path: string, logger: Logger): Promise<Kept> {
  const fresh = () => ({
    id: Buffer.concat([ID_PREFIX, randomBytes(ID_RANDOM_OCTETS)]).toString('hex'),
    boots: 0,
  });
  try {
    return keptSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== 'ENOENT')
      logger.warn({ path, reason }, 'traps: engine id cannot be read, a new one is made');
    return fresh();
  }
}

/** Synced: an old count after a power cut would let old messages in again. */
async function keep(path: string, kept: Kept): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(kept));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/**
 * Counts this start. A disk that does not take the count is logged: traps are worth more than their order.
 * @param monotonicMs from any beginning.
 */
export async function startEngine(
  directory: string,
  monotonicMs: () => number,
  logger: Logger,
): Promise<SnmpEngine> {
  const path = join(directory, 'snmp-engine.json');
  const before = await readKept(path, logger);
  const now = { id: before.id, boots: Math.min(MAX_BOOTS, before.boots + 1) };
  await keep(path, now).catch((error) =>
    logger.warn({ path, reason: reasonOf(error) }, 'traps: start of the SNMP engine cannot be kept'),
  );
  const startedMs = monotonicMs();
  return {
    id: Buffer.from(now.id, 'hex'),
    boots: now.boots,
    time: () => Math.floor((monotonicMs() - startedMs) / 1_000),
  };
}
