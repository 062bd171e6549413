/** Takes traps and informs of the site's devices, versions 1, 2c and 3, and makes points of them. */
import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { Point } from '../../model/point.ts';
import type { TrapSettings } from '../../model/probe-settings.ts';
import type { Profile } from '../../model/profile.ts';
import type { Scheduler } from '../scheduler.ts';
import { TrapCounts } from './counts.ts';
import type { SnmpEngine } from './engine.ts';
import type { TakenTrap } from './intake.ts';
import { TrapIntake } from './intake.ts';
import { TrapNames } from './names.ts';
import type { Trap } from './translate.ts';
import { translateTrap } from './translate.ts';

/** The device that an address belongs to. */
export interface TrapSource {
  readonly site: string;
  readonly device: string;
}

export interface TrapReceiverOptions {
  readonly settings: TrapSettings;
  readonly engine: SnmpEngine;
  /** Where we stand: the site of what comes from nobody known. */
  readonly site: () => string;
  /** Looked up for every trap: what is polled may change while we listen. */
  readonly sourceOf: (address: string) => TrapSource | undefined;
  readonly profiles: () => readonly Profile[];
  /** Resolves with whether the points are kept; only then an inform is acknowledged. */
  readonly accept: (points: Point[]) => Promise<boolean>;
  /** Called for a trap after which the device is worth a look at once. */
  readonly onAlarm: (source: TrapSource) => void;
  readonly scheduler: Pick<Scheduler, 'every'>;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly logger: Logger;
}

export interface RunningReceiver {
  /** Resolves when what was taken has been kept and acknowledged. */
  close(): Promise<void>;
}

const FIGURES_EVERY_MS = 60_000;

export function trapPoint(
  trap: Trap,
  source: string,
  of: TrapSource | { readonly site: string },
  timeMs: number,
): Point {
  return {
    measurement: 'snmp_trap',
    tags: { source, trap: trap.name, ...of },
    fields: {
      oid: trap.oid,
      if_index: BigInt(trap.ifIndex),
      interface: trap.interfaceName,
      values: trap.values.join('\n'),
    },
    timeMs,
  };
}

/** IPv4 as IPv6 sockets write it: `::ffff:10.0.0.1`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

class TrapReceiver {
  readonly #options: TrapReceiverOptions;
  readonly #socket: Socket;
  readonly #intake: TrapIntake;
  readonly #counts: TrapCounts;
  readonly #storing = new Set<Promise<void>>();
  #names: { readonly of: readonly Profile[]; readonly names: TrapNames } | undefined;

  constructor(options: TrapReceiverOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.#intake = new TrapIntake(options.settings, options.engine);
    this.#counts = new TrapCounts(options.logger);
  }

  /** What became of everything received since the start. */
  figures(): Point {
    return this.#counts.point(this.#options.site(), this.#options.now());
  }

  /** Resolves when nothing is on its way to the disk any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#storing);
  }

  take(datagram: Buffer, from: RemoteInfo): void {
    const { monotonicMs } = this.#options;
    const address = plainAddress(from.address);
    this.#counts.add('received');
    const outcome = this.#intake.decide(datagram, { address, port: from.port }, monotonicMs());
    if (outcome.kind === 'taken') {
      const storing = this.#store(outcome.trap, address, from);
      this.#storing.add(storing);
      void storing.finally(() => this.#storing.delete(storing));
      return;
    }
    if (outcome.kind === 'refused') this.#counts.refuse(outcome.problem, address, monotonicMs());
    if (outcome.kind === 'repeated') this.#counts.add('repeated');
    this.#send(outcome.answer, from);
  }

  async #store(taken: TakenTrap, address: string, from: RemoteInfo): Promise<void> {
    const { sourceOf, site, accept, onAlarm, now, monotonicMs, logger } = this.#options;
    const trap = translateTrap(taken.notification, this.#namesNow());
    const source = sourceOf(address);
    logger.info({ source: address, trap: trap.name, ...source, interface: trap.interfaceName }, 'trap');
    const kept = accept([trapPoint(trap, address, source ?? { site: site() }, now())]);
    if (source && trap.poll) onAlarm(source);
    if (await kept) {
      this.#counts.add('accepted');
      this.#send(taken.kept(), from);
    } else {
      this.#counts.refuse('not_stored', address, monotonicMs());
      taken.lost();
    }
  }

  #namesNow(): TrapNames {
    const profiles = this.#options.profiles();
    if (this.#names?.of !== profiles) this.#names = { of: profiles, names: new TrapNames(profiles) };
    return this.#names.names;
  }

  #send(message: Buffer | undefined, { address, port }: RemoteInfo): void {
    // What does not arrive is asked for again.
    if (message) this.#socket.send(message, port, address, () => {});
  }
}

/**
 * Resolves when it listens. Errors of the socket come later and are logged.
 * @throws when the port cannot be had.
 */
export async function startTrapReceiver(options: TrapReceiverOptions): Promise<RunningReceiver> {
  const { settings, logger } = options;
  const socket = createSocket(isIPv6(settings.address) ? 'udp6' : 'udp4');
  const receiver = new TrapReceiver(options, socket);
  socket.on('message', (datagram, from) => receiver.take(datagram, from));
  socket.bind(settings.port, settings.address);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('error', (error) => logger.warn({ err: error }, 'traps: socket'));
  const stopFigures = options.scheduler.every('agent-traps', FIGURES_EVERY_MS, async () => {
    await options.accept([receiver.figures()]);
  });
  logger.info({ address: settings.address, port: settings.port }, 'traps: listening');
  return {
    async close() {
      stopFigures();
      socket.removeAllListeners('message');
      await receiver.settled();
      await new Promise<void>((resolve) => {
        socket.close(resolve);
      });
    },
  };
}
