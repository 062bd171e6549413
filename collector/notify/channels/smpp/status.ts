/** What a message centre says to a request (SMPP 3.4 section 5.1.3). Pure. */

const NAMES: Readonly<Record<number, string>> = {
  1: 'ESME_RINVMSGLEN',
  4: 'ESME_RINVBNDSTS',
  5: 'ESME_RALYBND',
  8: 'ESME_RSYSERR',
  10: 'ESME_RINVSRCADR',
  11: 'ESME_RINVDSTADR',
  13: 'ESME_RBINDFAIL',
  14: 'ESME_RINVPASWD',
  15: 'ESME_RINVSYSID',
  20: 'ESME_RMSGQFUL',
  69: 'ESME_RSUBMITFAIL',
  80: 'ESME_RINVDSTTON',
  81: 'ESME_RINVDSTNPI',
  88: 'ESME_RTHROTTLED',
  97: 'ESME_RINVSCHED',
  102: 'ESME_RX_R_APPN',
};

/** About the number or the length of the text: the same for each attempt. */
const PERMANENT: ReadonlySet<number> = new Set([0x01, 0x0b, 0x50, 0x51]);
/** It has too much to do: throttled, or its queue is full. */
const BUSY: ReadonlySet<number> = new Set([0x14, 0x58]);

export type Verdict = 'taken' | 'busy' | 'again' | 'never';

export function verdictOf(status: number): Verdict {
  if (status === 0) return 'taken';
  if (BUSY.has(status)) return 'busy';
  return PERMANENT.has(status) ? 'never' : 'again';
}

/** `ESME_RTHROTTLED (0x58)`; a number of the centre's own alone. */
export function nameOfStatus(status: number): string {
  const hex = `0x${status.toString(16).padStart(2, '0')}`;
  const name = NAMES[status];
  return name === undefined ? hex : `${name} (${hex})`;
}
