/** How reading a device fails. */

/**
 * - `silence`: no answer in time
 * - `status`: the device answered with an error (RFC 3416 section 3, error-status)
 * - `mismatch`: the answer is not of the names that were asked for
 * - `foreign`: an answer that is not as the request was: another community, not as secure
 * - `malformed`: an answer that is not SNMP
 * - `engine`: an SNMPv3 engine that is not, or no longer, the one that we know
 * - `deadline`: the time for all requests of a poll is over
 * - `closed`: nobody waits for the answer any more
 * - `unreachable`: the request could not be sent
 */
export type SnmpErrorCode =
  | 'silence'
  | 'status'
  | 'mismatch'
  | 'foreign'
  | 'malformed'
  | 'engine'
  | 'deadline'
  | 'closed'
  | 'unreachable';

/** RFC 3416 section 3, error-status. */
export const STATUS = { noError: 0, tooBig: 1, noSuchName: 2, genErr: 5 } as const;

/** As RFC 3416 numbers them. */
const STATUS_NAMES = [
  ...['noError', 'tooBig', 'noSuchName', 'badValue', 'readOnly', 'genErr', 'noAccess', 'wrongType'],
  ...['wrongLength', 'wrongEncoding', 'wrongValue', 'noCreation', 'inconsistentValue', 'resourceUnavailable'],
  ...['commitFailed', 'undoFailed', 'authorizationError', 'notWritable', 'inconsistentName'],
];

/** The device answered with an error. */
export function statusError(status: number): SnmpError {
  const name = STATUS_NAMES[status] ?? 'an error that SNMP does not have';
  return new SnmpError('status', `the device answers ${name} (${status})`, status);
}

export class SnmpError extends Error {
  override readonly name = 'SnmpError';
  readonly code: SnmpErrorCode;
  /** With code `status`: error-status. */
  readonly status: number;

  constructor(code: SnmpErrorCode, message: string, status: number = STATUS.noError) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The device answered, with one of these errors. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof SnmpError && error.code === 'status' && statuses.includes(error.status);
}

export function hasCode(error: unknown, ...codes: readonly SnmpErrorCode[]): boolean {
  return error instanceof SnmpError && codes.includes(error.code);
}
