/** What people type into fields, and how much of it is taken. Pure. */

/** Most characters that the API takes, by what they are. A field takes more, and says so: what is cut off is lost. */
export const MOST = {
  fullName: 100,
  userName: 40,
  /** Of another service too, which has its own rules. */
  signInName: 200,
  tokenHolder: 100,
  agentId: 64,
  password: 200,
  accessToken: 200,
  /** Also a recovery code. */
  authenticatorCode: 100,
  newCode: 20,
  note: 500,
  recurrenceRule: 500,
  rulesText: 200_000,
  incidentText: 2_000,
  assignee: 100,
} as const;

/** As it is sent: what looks the same is the same (Unicode NFC; a Mac and some keyboards type marks separately). */
export function typed(text: string): string {
  return text.normalize('NFC').trim();
}

/** Whether the API would refuse it for its length. */
export function isTooLong(text: string, most: number): boolean {
  // Nothing gets longer by being composed, as far as Vietnamese goes; a text of some length is looked at whole anyway.
  return text.length > most && typed(text).length > most;
}
