/**
 * The addresses of the demonstration province: 127.PLANE.GROUP.HOST, all on the loopback interface.
 * Systems that have only 127.0.0.1 (macOS, some containers) get a port for each address instead.
 */

/** The ways a site can be looked at; the value is the second octet of the address. */
export const LOOPBACK_PLANES = { outside: 20, gateway: 21, inside: 22 } as const;
/**
 * - `outside`: what the core sees over the line.
 * - `gateway`: the site's gateway as seen from inside; the line plays no part.
 * - `inside`: the core as seen from the site, over the line.
 */
export type LoopbackPlane = keyof typeof LOOPBACK_PLANES;

export type LoopbackService = 'snmp' | 'stamp';

/** First port of single-address mode: above the well-known ones, below the ephemeral range of Linux (32768). */
const FIRST_PORT = 20_000;
const GROUPS = 10;
const HOSTS = 64;
const FIRST_PLANE = 20;
const LAST_PLANE = 22;

const PLAN = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * The UDP port on 127.0.0.1 that stands for a service at an address of the plan; no two share one.
 * @param address 127.20-22.0-9.1-63
 * @returns 20000 to 23839
 * @throws RangeError when the address is outside the plan
 */
export function singleAddressPort(address: string, service: LoopbackService): number {
  const [plane = -1, group = -1, host = -1] = (PLAN.exec(address) ?? []).slice(1).map(Number);
  const isPlanned =
    plane >= FIRST_PLANE && plane <= LAST_PLANE && group >= 0 && group < GROUPS && host >= 1 && host < HOSTS;
  if (!isPlanned) {
    throw new RangeError(
      `${address} is outside the loopback plan: 127.P.D.N with P 20 to 22, D 0 to 9 and N 1 to 63 is expected`,
    );
  }
  const index = ((plane - FIRST_PLANE) * GROUPS + group) * HOSTS + host;
  return FIRST_PORT + index * 2 + (service === 'snmp' ? 0 : 1);
}
