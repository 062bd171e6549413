/** A batch in the ingest log: a line of JSON about it, then its lines as they were sent. */
import { z } from 'zod';
import type { LineParser } from '../../model/line-parser.ts';
import type { PointBlock } from '../../model/point-block.ts';
import { isPrecision } from '../../model/precision.ts';

const headSchema = z.object({
  receivedMs: z.number(),
  /** The records of the agent's spool that it holds. */
  mark: z.object({ agent: z.string(), epoch: z.string(), first: z.number(), last: z.number() }).optional(),
  precision: z.string().refine(isPrecision).default('ns'),
});

export type BatchHead = z.output<typeof headSchema>;

/** @param lines all of them good ones. */
export function encodeLogRecord(head: BatchHead, lines: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), lines]);
}

/** @throws when the record is not one of ours: the log's checksum has held, so it is a fault of the program. */
export function decodeLogRecord(
  payload: Buffer,
  parser: LineParser,
): { head: BatchHead; points: PointBlock } {
  const feed = payload.indexOf('\n');
  const head = headSchema.parse(JSON.parse(payload.toString('utf8', 0, feed)));
  const rules = { precision: head.precision, defaultTimeMs: head.receivedMs };
  return { head, points: parser.parse(payload.subarray(feed + 1), rules).block };
}
