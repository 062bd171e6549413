/** A site's router at any moment: its uptime and what its interfaces have carried. */
import type { Line, Site } from '../model/inventory.ts';
import type { SimulatedClock } from './clock.ts';
import { lastRestart, lineUse, type SiteFaults } from './faults.ts';
import { ETHERNET_TYPE, type InterfaceReading, LOOPBACK_TYPE, type RouterReading } from './mib.ts';
import { noiseAt, seedOf } from './random.ts';
import { DAY_MS } from './script.ts';
import { dayTotal, layDownDay, octetsAt, type TrafficDay } from './traffic.ts';

/** lo0, wan0, lan0, lan1 */
export const ROUTER_INTERFACES = 4;

const LAN_BPS = 1_000_000_000;
/** The core has no line of its own: its WAN port faces the province's ring. */
const CORE_BPS = 1_000_000_000;
const NO_OCTETS = Buffer.alloc(0);
/** Local traffic between the site's own machines, beside what goes out over the line. */
const LOCAL_SHARE = 0.15;
/** The router's talk with itself. */
const LOOPBACK_SHARE = 0.0004;

interface Counted {
  readonly inOctets: number;
  readonly outOctets: number;
}

export class SimulatedRouter {
  readonly #site: Site;
  readonly #line: Line | undefined;
  readonly #faults: SiteFaults;
  readonly #clock: SimulatedClock;
  readonly #seed: number;
  /** How long the router had been running when the simulator started, milliseconds. */
  readonly #earlierUptimeMs: number;
  /** Laid down when first asked for: most of the province is not asked at once. */
  #days: { readonly in: TrafficDay; readonly out: TrafficDay } | undefined;

  constructor(site: Site, line: Line | undefined, faults: SiteFaults, clock: SimulatedClock) {
    this.#site = site;
    this.#line = line;
    this.#faults = faults;
    this.#clock = clock;
    this.#seed = seedOf(site.id);
    this.#earlierUptimeMs = Math.floor((3 + 200 * noiseAt(this.#seed, 0)) * DAY_MS);
  }

  read(): RouterReading {
    const nowMs = this.#clock.nowMs();
    const restartMs = lastRestart(this.#faults, this.#clock.startMs, nowMs);
    const uptimeMs =
      restartMs === undefined
        ? this.#earlierUptimeMs + this.#clock.elapsedMs()
        : (nowMs - restartMs) / this.#clock.speed;
    const wan = this.#carried(nowMs, restartMs);
    return {
      name: this.#site.id,
      description: 'Canh Mang simulated router',
      location: this.#site.name,
      uptimeMs,
      interfaces: this.#interfaces(wan, uptimeMs),
    };
  }

  /** Octets over the line since the router started. */
  #carried(nowMs: number, restartMs: number | undefined): Counted {
    this.#days ??= this.#layDownDays();
    const since = (day: TrafficDay) => {
      const fromMs = restartMs ?? this.#clock.startMs;
      const earlier = restartMs === undefined ? (this.#earlierUptimeMs / DAY_MS) * dayTotal(day) : 0;
      return Math.floor(earlier + (octetsAt(day, nowMs) - octetsAt(day, fromMs)) / this.#clock.speed);
    };
    return { inOctets: since(this.#days.in), outOctets: since(this.#days.out) };
  }

  #layDownDays(): { in: TrafficDay; out: TrafficDay } {
    const bandwidthBps = this.#bandwidthBps();
    const use = (timeMs: number) => lineUse(this.#faults, timeMs);
    // Offices read more than they write.
    const busyIn = 0.25 + 0.35 * noiseAt(this.#seed, 1);
    const busyOut = busyIn * (0.25 + 0.3 * noiseAt(this.#seed, 2));
    return {
      in: layDownDay({ bandwidthBps, busyShare: busyIn, seed: this.#seed ^ 1 }, use),
      out: layDownDay({ bandwidthBps, busyShare: busyOut, seed: this.#seed ^ 2 }, use),
    };
  }

  #bandwidthBps(): number {
    return this.#line === undefined ? CORE_BPS : this.#line.bandwidthKbps * 1_000;
  }

  #interfaces(wan: Counted, uptimeMs: number): InterfaceReading[] {
    const local = Math.floor(wan.outOctets * LOCAL_SHARE);
    const chatter = Math.floor((uptimeMs / 8_000) * this.#bandwidthBps() * LOOPBACK_SHARE);
    const ethernet = { type: ETHERNET_TYPE, mtu: 1_500, isOperational: true };
    return [
      {
        ...{ name: 'lo0', description: 'Loopback', alias: '', type: LOOPBACK_TYPE, mtu: 65_535 },
        ...{ speedBps: 0, physicalAddress: NO_OCTETS, isOperational: true },
        ...{ inOctets: chatter, outOctets: chatter },
      },
      {
        ...{
          name: 'wan0',
          description: 'WAN port',
          alias: this.#line?.carrier ?? 'core',
          ...ethernet,
          ...wan,
        },
        ...{ speedBps: this.#bandwidthBps(), physicalAddress: this.#physicalAddress(1) },
      },
      {
        ...{ name: 'lan0', description: 'LAN port 0', alias: 'office', ...ethernet },
        ...{ speedBps: LAN_BPS, physicalAddress: this.#physicalAddress(2) },
        ...{ inOctets: wan.outOctets + local, outOctets: wan.inOctets + local },
      },
      {
        ...{ name: 'lan1', description: 'LAN port 1', alias: 'spare', ...ethernet, isOperational: false },
        ...{ speedBps: LAN_BPS, physicalAddress: this.#physicalAddress(3), inOctets: 0, outOctets: 0 },
      },
    ];
  }

  /** Locally administered, so that it is no maker's. */
  #physicalAddress(port: number): Buffer {
    const octets = Buffer.from([0x02, 0, 0, 0, 0, port]);
    octets.writeUInt32BE(this.#seed, 1);
    return octets;
  }
}
