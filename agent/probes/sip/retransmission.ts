/** When a request that is no INVITE is sent again over UDP: timer E of RFC 3261 section 17.1.2.2. Pure. */

/** Estimate of a round trip (section 17.1.1.1), milliseconds. */
const T1_MS = 500;
/** Longest wait between two, milliseconds. */
const T2_MS = 4_000;

/**
 * @param sent how often the request has been sent already, from 1.
 * @param proceeding a provisional answer has come: the device works on it.
 */
export function waitBeforeResendMs(sent: number, proceeding: boolean): number {
  return proceeding ? T2_MS : Math.min(T1_MS * 2 ** (sent - 1), T2_MS);
}
