/** Delivery receipts: `id:8A01 sub:001 dlvrd:000 ... stat:UNDELIV err:027` (SMPP 3.4 appendix B). Pure. */

export interface Receipt {
  /** As the message centre named the message when it took it. */
  readonly messageId: string;
  /** `DELIVRD`, `EXPIRED`, `UNDELIV`, `REJECTD` ... */
  readonly state: string;
  /** The network's own number for why. */
  readonly error: string | undefined;
}

/** States after which nothing follows and the message is not at the telephone (appendix B, table of states). */
const LOST: ReadonlySet<string> = new Set(['EXPIRED', 'DELETED', 'UNDELIV', 'REJECTD']);

export function readReceipt(text: string): Receipt | undefined {
  const [, messageId] = /\bid:(\S+)/i.exec(text) ?? [];
  const [, state] = /\bstat:([A-Z]+)/i.exec(text) ?? [];
  if (messageId === undefined || state === undefined) return undefined;
  return { messageId, state: state.toUpperCase(), error: /\berr:(\S+)/i.exec(text)?.[1] };
}

export function isLost({ state }: Receipt): boolean {
  return LOST.has(state);
}
