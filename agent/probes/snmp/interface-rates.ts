/** Bits a second between two polls, where they allow it. Pure. */
import type { SnmpValue } from './codec/pdu.ts';
import type { InterfaceRow } from './interface-rows.ts';
import { ENGINE } from './oids.ts';
import { toInteger } from './values.ts';

/** What rates need from one poll to the next. */
export interface InterfaceSample {
  readonly atMs: number;
  /** Hundredths of a second since the device's agent started; `undefined` where it does not say. */
  readonly upTimeTicks: bigint | undefined;
  /** Starts of the device's SNMP engine, and seconds since the last; `undefined` where it does not say. */
  readonly engine?: { readonly boots: bigint; readonly timeS: bigint } | undefined;
  /** By interface name: an ifIndex may change over a reboot. */
  readonly rows: ReadonlyMap<string, InterfaceRow>;
}

/** Of a row, what the next poll's rates need. */
export type EarlierRow = Pick<
  InterfaceRow,
  'index' | 'inOctets' | 'outOctets' | 'counterBits' | 'discontinuityTicks'
>;

/** What is kept of a sample until the next poll: a poll of many devices would hold megabytes otherwise. */
export type EarlierSample = Omit<InterfaceSample, 'rows'> & {
  readonly rows: ReadonlyMap<string, EarlierRow>;
};

export function keepForRates({ rows, ...sample }: InterfaceSample): EarlierSample {
  const kept = new Map<string, EarlierRow>();
  for (const [name, { index, inOctets, outOctets, counterBits, discontinuityTicks }] of rows)
    kept.set(name, { index, inOctets, outOctets, counterBits, discontinuityTicks });
  return { ...sample, rows: kept };
}

/** A reading of the counter or of the clock is never exact; above the speed by more than this it is no rate. */
const SPEED_TOLERANCE = 1.05;

/**
 * Bits a second between two readings of an octet counter.
 * @param speedMbps of the interface; 0: not known.
 * @returns `undefined` where the counters do not say: it went backwards, or faster than the interface can.
 */
export function rateBps(
  before: bigint | undefined,
  after: bigint | undefined,
  counterBits: 32 | 64,
  elapsedMs: number,
  speedMbps: number,
): number | undefined {
  if (before === undefined || after === undefined || elapsedMs <= 0) return undefined;
  let octets = after - before;
  if (octets < 0n) {
    // A 64-bit counter does not wrap in a lifetime, so it was reset. A 32-bit one wraps in minutes at 100 Mbit/s;
    // without the speed a wrap cannot be told from a reset.
    if (counterBits === 64 || speedMbps === 0) return undefined;
    octets += 1n << 32n;
  }
  const bps = (Number(octets) * 8 * 1_000) / elapsedMs;
  const limitBps = speedMbps * 1_000_000;
  if (limitBps > 0 && bps > limitBps * SPEED_TOLERANCE) return undefined;
  return limitBps > 0 ? Math.min(bps, limitBps) : bps;
}

/** What the device says of its SNMP engine. */
export function readEngine(answer: ReadonlyMap<string, SnmpValue>): InterfaceSample['engine'] {
  const boots = toInteger(answer.get(ENGINE.snmpEngineBoots));
  const timeS = toInteger(answer.get(ENGINE.snmpEngineTime));
  return boots === undefined || timeS === undefined ? undefined : { boots, timeS };
}

/** sysUpTime is 32 bits of hundredths of a second: it wraps after 497 days. */
const UP_TIME_WRAP = 1n << 32n;
/** How far the device's clock and ours may drift apart between two polls: a part of the time between them, and... */
const DRIFT_SHARE = 0.1;
/** ...a poll that dawdled. Milliseconds. */
const DRIFT_MS = 30_000;

/** The device started anew between the polls: its counters began at zero, and no rate crosses that. */
export function restarted(before: EarlierSample, after: InterfaceSample): boolean {
  if (before.engine && after.engine) {
    if (after.engine.boots !== before.engine.boots) return true;
    if (after.engine.timeS >= before.engine.timeS) return false;
    // The engine went back without counting a start: it makes its time of sysUpTime, or forgets its starts.
  }
  if (before.upTimeTicks === undefined || after.upTimeTicks === undefined) return false;
  return after.upTimeTicks < before.upTimeTicks && !upTimeWrapped(before, after);
}

function upTimeWrapped(before: EarlierSample, after: InterfaceSample): boolean {
  const elapsedMs = after.atMs - before.atMs;
  const ticks = (after.upTimeTicks ?? 0n) + UP_TIME_WRAP - (before.upTimeTicks ?? 0n);
  return Math.abs(Number(ticks) * 10 - elapsedMs) <= DRIFT_MS + DRIFT_SHARE * elapsedMs;
}

export interface Rates {
  readonly inBps: number | undefined;
  readonly outBps: number | undefined;
}

export const NO_RATES: Rates = { inBps: undefined, outBps: undefined };

export function ratesOf(before: EarlierSample, afterMs: number, row: InterfaceRow): Rates {
  const earlier = before.rows.get(row.name);
  if (!earlier || earlier.index !== row.index || earlier.counterBits !== row.counterBits) return NO_RATES;
  if (jumped(earlier.discontinuityTicks, row.discontinuityTicks)) return NO_RATES;
  const elapsedMs = afterMs - before.atMs;
  const speedMbps = row.speedBps / 1_000_000;
  return {
    inBps: rateBps(earlier.inOctets, row.inOctets, row.counterBits, elapsedMs, speedMbps),
    outBps: rateBps(earlier.outOctets, row.outOctets, row.counterBits, elapsedMs, speedMbps),
  };
}

/** The counters were set to something else between the polls (RFC 2863, ifCounterDiscontinuityTime). */
function jumped(before: bigint | undefined, after: bigint | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}
