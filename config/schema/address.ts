/** Addresses and names of hosts as people write them. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { splitTarget } from '../../model/target.ts';

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
/** Digits and dots only: somebody meant an IPv4 address, and a name made of digits does not exist (RFC 3696 section 2). */
const MEANT_AS_IPV4 = /^[\d.]+$/;

export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  return !MEANT_AS_IPV4.test(text) && HOST_NAME.test(text);
}

/** An IPv4 or IPv6 address or a host name, with a port behind it where one is wanted. */
export const addressSchema = z.string().superRefine((text, context) => {
  const { host, port } = splitTarget(text, 1);
  if (isHost(host) && port >= 1 && port <= 65_535) return;
  context.addIssue({ code: 'custom', params: { problem: 'bad_address', value: text } });
});
