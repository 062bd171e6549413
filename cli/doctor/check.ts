/** What `canhmang doctor` finds: one thing looked at, how it is, and what to do when it is not right. */
import type { MessageKey } from '../../config/messages.ts';

/** `note`: works, and is worth knowing. `unchecked`: could not be looked at. */
export type CheckOutcome = 'ok' | 'problem' | 'note' | 'unchecked';

export const CHECKS = [
  'config',
  'data',
  'disk',
  'clock',
  'listen',
  'store',
  'mail',
  'sms',
  'agents',
  'versions',
  'programs',
] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  readonly check: CheckName;
  readonly outcome: CheckOutcome;
  /** Text under `doctor.said`. */
  readonly said: string;
  readonly params: Readonly<Record<string, string>>;
  /** Text under `doctor.next`: what to do; none where there is nothing to be done. */
  readonly next?: string;
}

export function check(
  name: CheckName,
  outcome: CheckOutcome,
  said: string,
  params: Readonly<Record<string, string>> = {},
  next?: string,
): Check {
  return { check: name, outcome, said, params, ...(next === undefined ? {} : { next }) };
}

export function saidKey({ said }: Check): MessageKey {
  return `doctor.said.${said}` as MessageKey;
}

export function nextKey(next: string): MessageKey {
  return `doctor.next.${next}` as MessageKey;
}
