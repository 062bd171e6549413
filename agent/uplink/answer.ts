/** What the collector's answer to a batch means. Pure. */
import { NumberRanges } from '../../model/number-ranges.ts';
import type { CollectorAnswer } from '../collector-client.ts';
import { retryAfterMs } from './backoff.ts';

export type Verdict =
  /** All of it is durable there. */
  | { readonly kind: 'done' }
  /** Done, but for lines that the collector will never take. */
  | { readonly kind: 'refused_lines'; readonly lines: number }
  /** A part was there before; the rest is to be sent without it. */
  | { readonly kind: 'partly_there'; readonly taken: NumberRanges }
  /** To be sent again. */
  | { readonly kind: 'again'; readonly afterMs: number | undefined }
  /** It cannot make anything of the request as it is; it may have been damaged on the way. */
  | { readonly kind: 'not_understood' };

/** Of the request as a whole: the same one again is likely to meet the same answer. */
const NOT_UNDERSTOOD = new Set([400, 411, 413, 414, 415, 422]);

/** @param nowMs for a `Retry-After` that is a date, epoch milliseconds. */
export function judge({ status, headers }: Omit<CollectorAnswer, 'octets'>, nowMs: number): Verdict {
  if (status === 204) return { kind: 'done' };
  const { 'canhmang-taken': taken, 'canhmang-refused': refused } = headers;
  // Without our header a 400 is not about lines: a proxy on the way says it too, of a request cut short.
  if (status === 400 && typeof refused === 'string' && /^\d{1,9}$/.test(refused))
    return { kind: 'refused_lines', lines: Number(refused) };
  const ranges = typeof taken === 'string' && taken !== '' ? NumberRanges.parse(taken) : undefined;
  if (status === 409 && ranges) return { kind: 'partly_there', taken: ranges };
  if (NOT_UNDERSTOOD.has(status)) return { kind: 'not_understood' };
  return { kind: 'again', afterMs: retryAfterMs(headers['retry-after'], nowMs) };
}
