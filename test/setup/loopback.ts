/** Addresses for servers that cannot be asked which port they got. */
import { randomInt } from 'node:crypto';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * One of some 80 thousand million: nobody else has it. The network 127.0.0.0/8 is this machine's own; the ports are
 * below those that the system gives out, so that no client's wildcard socket has taken one.
 */
export function loopbackEndpoint(): Endpoint {
  const octet = () => randomInt(1, 255);
  return { host: `127.${randomInt(100, 255)}.${octet()}.${octet()}`, port: randomInt(10_000, 30_000) };
}

/** `127.0.0.1:8105` */
export function written({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}
