/** A batch in the ingest log: a line of JSON about it, then its points as line protocol in nanoseconds. */
import { z } from 'zod';
import { parseLines } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';

const headSchema = z.object({
  receivedMs: z.number(),
  /** The records of the agent's spool that it holds. */
  mark: z.object({ agent: z.string(), epoch: z.string(), first: z.number(), last: z.number() }).optional(),
});

export type BatchHead = z.output<typeof headSchema>;

export function encodeLogRecord(head: BatchHead, lines: string): Buffer {
  return Buffer.from(`${JSON.stringify(head)}\n${lines}`);
}

/** @throws when the record is not one of ours: the log's checksum has held, so it is a fault of the program. */
export function decodeLogRecord(payload: Buffer): { head: BatchHead; points: Point[] } {
  const text = payload.toString();
  const feed = text.indexOf('\n');
  const head = headSchema.parse(JSON.parse(text.slice(0, feed)));
  return { head, points: parseLines(text.slice(feed + 1), 'ns', head.receivedMs).points };
}
