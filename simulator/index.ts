/** Plays the devices of a province with real sockets: SNMP agents, STAMP reflectors and a script of faults. */
import type { Logger } from 'pino';
import type { Inventory, Room, Site } from '../model/inventory.ts';
import { type LoopbackPlane, type LoopbackService, singleAddressPort } from '../model/loopback-plan.ts';
import { type SimulatedClock, startClock } from './clock.ts';
import { Endpoint, type EndpointOptions } from './endpoint.ts';
import { FaultLog } from './fault-log.ts';
import {
  compileFaults,
  type Faults,
  type Passage,
  roomPassage,
  type SiteFaults,
  sitePassage,
} from './faults.ts';
import { healthyDelays } from './latency.ts';
import { routerMib } from './mib.ts';
import { seededRandom } from './random.ts';
import { Reflector } from './reflector.ts';
import { ROUTER_INTERFACES, SimulatedRouter } from './router.ts';
import type { FaultScript } from './script.ts';
import { answerRequest } from './snmp-agent.ts';
import { SnmpCodec } from './snmp-codec.ts';

export { type FaultEvent, type FaultScript, parseFaultScript } from './script.ts';

export interface SimulatorOptions {
  readonly inventory: Inventory;
  readonly script: FaultScript;
  /** Simulated seconds a real one: 60 plays a day in 24 minutes. */
  readonly speed: number;
  /** UDP ports at each address; without meaning when `singleAddress` is set. */
  readonly snmpPort: number;
  readonly stampPort: number;
  /** Everything on 127.0.0.1, each address of the loopback plan as ports of its own (`singleAddressPort`). */
  readonly singleAddress: boolean;
  readonly logger: Logger;
  /** Of loss and jitter. */
  readonly seed?: number;
}

export interface Simulator {
  /** Resolves when every socket is closed. */
  close(): Promise<void>;
  /** Sockets that are open. */
  readonly sockets: number;
}

/** A day in under nine seconds; faster, and faults are over before anyone can measure them. */
const MAX_SPEED = 10_000;
const COMMUNITY = 'public';
const NO_FAULTS: SiteFaults = { dark: [], cut: [], congested: [], restarts: [] };
/** A healthy line's delay varies by this part of itself. */
const HEALTHY_JITTER = 0.1;

/**
 * Starts every agent and reflector of the inventory; resolves when all of them answer.
 * @throws Error of one sentence when the script names what is not there, or an address cannot be had
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { inventory, script, speed, logger } = options;
  if (!(speed > 0 && speed <= MAX_SPEED))
    throw new RangeError(`the speed must be above 0 and at most ${MAX_SPEED}`);
  const faults = compileFaults(script, inventory);
  const clock = startClock(script, speed, () => performance.now());
  const endpoints = planEndpoints(options, faults, clock).map((plan) => new Endpoint(plan));
  const stopAll = () => Promise.all(endpoints.map((endpoint) => endpoint.stop()));
  try {
    await Promise.all(endpoints.map((endpoint) => endpoint.start()));
  } catch (error) {
    await stopAll();
    throw error;
  }
  let sockets = endpoints.length;
  logger.info(
    { sites: inventory.sites.length, rooms: inventory.rooms.length, sockets, speed },
    'simulator started',
  );
  const faultLog = new FaultLog(script, clock, logger);
  faultLog.start();
  return {
    async close() {
      faultLog.stop();
      await stopAll();
      sockets = 0;
    },
    get sockets() {
      return sockets;
    },
  };
}

function planEndpoints(options: SimulatorOptions, faults: Faults, clock: SimulatedClock): EndpointOptions[] {
  const { inventory, logger, singleAddress, snmpPort, stampPort, seed = 1 } = options;
  const random = seededRandom(seed);
  const delays = healthyDelays(inventory.sites);
  const lines = new Map(inventory.lines.map((line) => [line.site, line]));
  const mib = routerMib(ROUTER_INTERFACES);
  const codec = new SnmpCodec(COMMUNITY);
  const nowMs = () => performance.timeOrigin + performance.now();

  const place = (address: string, service: LoopbackService) => {
    if (singleAddress) return { address: '127.0.0.1', port: singleAddressPort(address, service) };
    return { address, port: service === 'snmp' ? snmpPort : stampPort };
  };
  const reflector = (address: string, passage: () => Passage): EndpointOptions => {
    const session = new Reflector(nowMs);
    const answer = (packet: Buffer, sender: string) => session.reflect(packet, sender);
    return { ...place(address, 'stamp'), passage, answer, random, logger };
  };
  const agent = (site: Site, siteFaults: SiteFaults, passage: () => Passage): EndpointOptions => {
    const router = new SimulatedRouter(site, lines.get(site.id), siteFaults, clock);
    const answer = (packet: Buffer) =>
      codec.respond(packet, (request) => answerRequest(mib, router.read(), request));
    return { ...place(site.address, 'snmp'), passage, answer, random, logger };
  };

  const ofSite = (site: Site): EndpointOptions[] => {
    const siteFaults = faults.sites.get(site.id) ?? NO_FAULTS;
    const delayMs = delays.get(site.id) ?? 0;
    const passage = (plane: LoopbackPlane) => () => {
      return overLine(sitePassage(siteFaults, plane, clock.nowMs()), plane === 'gateway' ? 0 : delayMs);
    };
    const outside = passage('outside');
    return [
      agent(site, siteFaults, outside),
      reflector(site.address, outside),
      ...(site.gateway === undefined ? [] : [reflector(site.gateway, passage('gateway'))]),
      ...(site.coreAddress === undefined ? [] : [reflector(site.coreAddress, passage('inside'))]),
    ];
  };
  const ofRoom = (room: Room): EndpointOptions => {
    const siteFaults = faults.sites.get(room.site) ?? NO_FAULTS;
    const jitters = faults.rooms.get(room.id) ?? [];
    const delayMs = delays.get(room.site) ?? 0;
    return reflector(room.address, () => overLine(roomPassage(siteFaults, jitters, clock.nowMs()), delayMs));
  };
  return [...inventory.sites.flatMap(ofSite), ...inventory.rooms.map(ofRoom)];
}

/** Adds what the line takes when nothing is wrong with it. */
function overLine(passage: Passage, delayMs: number): Passage {
  return {
    ...passage,
    delayMs: passage.delayMs + delayMs,
    jitterMs: passage.jitterMs + delayMs * HEALTHY_JITTER,
  };
}
