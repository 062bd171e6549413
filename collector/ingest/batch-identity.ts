/** Which records of which agent's spool a batch holds: the header `Canhmang-Batch`. */

export interface BatchIdentity {
  readonly agent: string;
  /** Names the agent's spool: numbers begin anew with a new one. */
  readonly epoch: string;
  /** First and last record, both inclusive. */
  readonly first: number;
  readonly last: number;
}

const FORM = /^agent=([a-z0-9][a-z0-9-]{0,63});epoch=([A-Za-z0-9-]{1,64});first=(\d{1,15});last=(\d{1,15})$/;

/** @returns `undefined` when the header is not of the form, or its range is empty. */
export function parseBatchIdentity(header: string): BatchIdentity | undefined {
  const match = FORM.exec(header);
  if (!match?.[1] || !match[2]) return undefined;
  const first = Number(match[3]);
  const last = Number(match[4]);
  return first >= 1 && first <= last ? { agent: match[1], epoch: match[2], first, last } : undefined;
}
