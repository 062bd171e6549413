/** A subject's period as pieces without gaps: what each was, and whether it counts. Pure. */
import { UserError } from '../../config/error.ts';
import type { Cause } from '../../model/incident.ts';
import type { Period } from '../../model/period.ts';
import type { State, SubjectId } from '../../model/state.ts';
import { isOutage } from '../../model/state.ts';
import type { ReadInterval } from '../ledger/interval-reading.ts';

export interface Piece {
  readonly state: State;
  readonly excluded: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of an outage. */
  readonly cause: Cause;
  readonly incident: number | undefined;
  /** It reaches the end of the period and had not ended. */
  readonly isOpen: boolean;
}

const NOBODY_LOOKED = {
  state: 'unknown',
  excluded: false,
  cause: 'undetermined',
  incident: undefined,
  isOpen: false,
} as const;

/**
 * What no interval covers is unknown. Planned stretches are excluded whatever the state; an outage that a person
 * called planned is excluded all of it, one that the engine did only as far as the stretches go.
 * @param intervals in order of time.
 * @param planned in order, not overlapping.
 * @throws UserError when intervals overlap: the ledger contradicts itself, and no figure from it can be trusted.
 */
export function piecesOf(
  subject: SubjectId,
  intervals: readonly ReadInterval[],
  period: Period,
  planned: readonly Period[],
): Piece[] {
  const pieces: Piece[] = [];
  let atMs = period.fromMs;
  let endedMs = Number.NEGATIVE_INFINITY;
  for (const interval of intervals) {
    if (interval.fromMs < endedMs) {
      const at = new Date(interval.fromMs).toISOString();
      throw new UserError('report_overlap', { subject, at });
    }
    endedMs = interval.toMs ?? Number.POSITIVE_INFINITY;
    const fromMs = Math.max(interval.fromMs, period.fromMs);
    const toMs = Math.min(endedMs, period.toMs);
    if (toMs <= fromMs) continue;
    if (fromMs > atMs) pieces.push({ ...NOBODY_LOOKED, fromMs: atMs, toMs: fromMs });
    pieces.push(pieceOf(interval, fromMs, toMs));
    atMs = toMs;
  }
  if (atMs < period.toMs) pieces.push({ ...NOBODY_LOOKED, fromMs: atMs, toMs: period.toMs });
  return planned.length === 0 ? pieces : cutOut(pieces, planned);
}

function pieceOf(interval: ReadInterval, fromMs: number, toMs: number): Piece {
  const { state, cause, incident, isByPerson } = interval;
  return {
    state,
    excluded: isByPerson && cause === 'planned' && isOutage(state),
    fromMs,
    toMs,
    cause: cause ?? (state === 'unreachable' ? 'upstream' : 'undetermined'),
    incident,
    isOpen: interval.toMs === undefined,
  };
}

/** Pieces cut at the ends of planned stretches; what lies inside is excluded. */
function cutOut(pieces: readonly Piece[], planned: readonly Period[]): Piece[] {
  return pieces.flatMap((piece) => {
    const cut: Piece[] = [];
    let atMs = piece.fromMs;
    const push = (toMs: number, excluded: boolean) => {
      if (toMs <= atMs) return;
      cut.push({ ...piece, fromMs: atMs, toMs, excluded, isOpen: piece.isOpen && toMs === piece.toMs });
      atMs = toMs;
    };
    for (const { fromMs, toMs } of planned) {
      push(Math.min(fromMs, piece.toMs), piece.excluded);
      push(Math.min(toMs, piece.toMs), true);
    }
    push(piece.toMs, piece.excluded);
    return cut;
  });
}

/** Of a site's outages, those that its line has to answer for. What nothing explains is the line's until it is. */
export function isOfLine(cause: Cause): cause is 'line' | 'undetermined' {
  return cause === 'line' || cause === 'undetermined';
}

/** The same time as its line's: outages of upstream, power, device and planned work are not the carrier's. */
export function linePieces(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) =>
    piece.state === 'unreachable' || (piece.state === 'down' && !isOfLine(piece.cause))
      ? { ...piece, excluded: true }
      : piece,
  );
}
