/** What a job aims at: `host`, `host:port`, `[2001:db8::1]:port` or a bare IPv6 address. */

export interface Target {
  readonly host: string;
  readonly port: number;
}

const BRACKETED = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
const HOST_PORT = /^([^:]+):(\d{1,5})$/;

/** Splits off a port, if the target names one; `defaultPort` otherwise. */
export function splitTarget(target: string, defaultPort: number): Target {
  const match = BRACKETED.exec(target) ?? HOST_PORT.exec(target);
  if (!match?.[1]) return { host: target, port: defaultPort };
  return { host: match[1], port: match[2] === undefined ? defaultPort : Number(match[2]) };
}
