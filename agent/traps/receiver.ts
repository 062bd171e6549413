/** Takes traps and informs of the site's devices, versions 1 and 2c, and makes points of them. */
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import * as snmp from 'net-snmp';
import type { Logger } from 'pino';
import type { Point } from '../../model/point.ts';
import type { TrapSettings } from '../../model/probe-settings.ts';
import { RateLimit } from './rate-limit.ts';
import type { Trap } from './translate.ts';
import { notificationSchema, translateTrap } from './translate.ts';

/** The device that an address belongs to. */
export interface TrapSource {
  readonly site: string;
  readonly device: string;
}

export interface TrapReceiverOptions {
  readonly settings: TrapSettings;
  /** Looked up for every trap: what is polled may change while we listen. */
  readonly sourceOf: (address: string) => TrapSource | undefined;
  readonly emit: (points: Point[]) => void;
  /** Called for a trap after which the device is worth a look at once. */
  readonly onLinkChange: (source: TrapSource) => void;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface RunningReceiver {
  close(): Promise<void>;
}

const LINK_CHANGES: ReadonlySet<string> = new Set(['linkDown', 'linkUp']);
const SUMMARY_MS = 60_000;

/** What the package's receiver can do, as far as we use it; its own types say `any`. */
interface PackageReceiver {
  getAuthorizer(): { addCommunity(community: string): void };
  close(done: () => void): void;
  readonly listener: { readonly sockets: Readonly<Record<string, Socket>> };
}

export function trapPoint(trap: Trap, source: TrapSource | undefined, timeMs: number): Point {
  return {
    measurement: 'snmp_trap',
    tags: { source: trap.source, trap: trap.name, ...source },
    fields: {
      oid: trap.oid,
      if_index: BigInt(trap.ifIndex),
      interface: trap.interfaceName,
      values: trap.values.join('\n'),
    },
    timeMs,
  };
}

/**
 * Resolves when it listens. Errors of the socket and of packets that are not of our communities come later and are logged.
 * @throws when the port cannot be had.
 */
export async function startTrapReceiver(options: TrapReceiverOptions): Promise<RunningReceiver> {
  const { settings, logger } = options;
  const limit = new RateLimit();
  let refusedBefore = 0;
  let badPackets = 0;
  const take = (error: Error | null, notification: unknown) => {
    if (error) {
      badPackets++;
      logger.debug({ err: error }, 'traps: packet refused');
      return;
    }
    const parsed = notificationSchema.safeParse(notification);
    if (!parsed.success || !limit.take(parsed.data.rinfo.address, performance.now())) return;
    const trap = translateTrap(parsed.data);
    const source = options.sourceOf(trap.source);
    logger.info({ source: trap.source, trap: trap.name, ...source, interface: trap.interfaceName }, 'trap');
    options.emit([trapPoint(trap, source, options.now())]);
    if (source && LINK_CHANGES.has(trap.name)) options.onLinkChange(source);
  };
  const { port, address } = settings;
  const receiver: PackageReceiver = snmp.createReceiver({ port, address, disableAuthorization: false }, take);
  await Promise.all(Object.values(receiver.listener.sockets).map((socket) => once(socket, 'listening')));
  for (const community of settings.communities) receiver.getAuthorizer().addCommunity(community);
  const summary = setInterval(() => {
    const refused = limit.refused - refusedBefore;
    if (refused + badPackets > 0) logger.warn({ tooMany: refused, notOurs: badPackets }, 'traps: not taken');
    refusedBefore = limit.refused;
    badPackets = 0;
  }, SUMMARY_MS);
  logger.info({ address, port }, 'traps: listening');
  return {
    close: () =>
      new Promise((resolve) => {
        clearInterval(summary);
        receiver.close(() => resolve());
      }),
  };
}
