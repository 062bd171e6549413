/** Outages of a site as a carrier is shown them: whole, part by part, with what of them counts. Pure. */
import type { Cause } from '../../../model/incident.ts';
import type { Period } from '../../../model/period.ts';
import { isOutage } from '../../../model/state.ts';
import type { Piece } from '../pieces.ts';
import { isOfLine } from '../pieces.ts';
import type { EvidenceOutage, ExclusionReason, OutagePart } from './evidence.ts';

/** What the ledger says of an interval beside its state. */
export interface ProvenInterval {
  readonly fromMs: number;
  readonly toMs: number | undefined;
  readonly proof: string | undefined;
}

/** Everything but what has to be read for it. */
export type BareOutage = Omit<EvidenceOutage, 'corrections' | 'samples'>;

/**
 * Maximal stretches of outage, whether they count or not, in order.
 * @param pieces the site's, without gaps.
 * @param intervals those that the pieces were cut from.
 */
export function evidenceOutages(
  pieces: readonly Piece[],
  intervals: readonly ProvenInterval[],
  planned: readonly Period[],
  minOutageMs: number,
): BareOutage[] {
  const outages: BareOutage[] = [];
  for (let index = 0; index < pieces.length; ) {
    let end = index;
    while (end < pieces.length && isOutage(pieces[end]?.state ?? 'up')) end++;
    if (end > index) {
      const run = pieces.slice(index, end);
      outages.push(outageOf(outages.length + 1, run, intervals, planned, minOutageMs));
    }
    index = end + 1;
  }
  return outages;
}

function outageOf(
  number: number,
  run: readonly Piece[],
  intervals: readonly ProvenInterval[],
  planned: readonly Period[],
  minOutageMs: number,
): BareOutage {
  const covering = (timeMs: number) =>
    intervals.find(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < (toMs ?? Number.POSITIVE_INFINITY));
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) throw new Error('an outage without pieces');
  const parts = run.map((piece): OutagePart => {
    const { state, cause, fromMs, toMs } = piece;
    const proof = covering(fromMs)?.proof ?? null;
    return { state, cause, fromMs, toMs, excluded: exclusionOf(piece, planned), proof };
  });
  const counted = parts.filter(({ excluded }) => excluded === null);
  const countedMs = lengthOf(counted);
  const [began, ended] = [covering(first.fromMs), covering(last.toMs - 1)];
  const toMs = last.isOpen ? last.toMs : Math.max(last.toMs, ended?.toMs ?? 0);
  return {
    number,
    fromMs: Math.min(first.fromMs, began?.fromMs ?? first.fromMs),
    toMs,
    isOpen: last.isOpen,
    lastedMs: lengthOf(parts),
    countedMs,
    isShort: countedMs > 0 && countedMs < minOutageMs,
    cause: causeOf(counted.length > 0 ? counted : parts),
    incident: run.find(({ incident }) => incident !== undefined)?.incident ?? null,
    parts,
    endProof: last.isOpen ? null : (covering(toMs)?.proof ?? null),
  };
}

/** Why a piece does not count for the line; `null`: it does, or it is no outage and not planned. */
export function exclusionOf(piece: Piece, planned: readonly Period[]): ExclusionReason | null {
  const isWithin = planned.some(({ fromMs, toMs }) => fromMs <= piece.fromMs && piece.toMs <= toMs);
  if (isWithin) return 'window';
  if (!isOutage(piece.state)) return null;
  if (piece.state === 'unreachable') return 'upstream';
  return isOfLine(piece.cause) ? null : piece.cause;
}

function lengthOf(parts: readonly OutagePart[]): number {
  return parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

function causeOf(parts: readonly OutagePart[]): Cause {
  const sums = new Map<Cause, number>();
  for (const { cause, fromMs, toMs } of parts) sums.set(cause, (sums.get(cause) ?? 0) + toMs - fromMs);
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'undetermined';
}
