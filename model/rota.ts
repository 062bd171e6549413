/** Who is on duty. Pure. */
import { addDays, daysBetween, instantOf, localTime } from './local-time.ts';

export interface Override {
  /** Local times of the installation, `2026-11-20T07:30`; from the first to before the second. */
  readonly from: string;
  readonly to: string;
  readonly member: string;
}

export interface Rota {
  /** In the order in which they take over. */
  readonly members: readonly string[];
  /** The day on which the first of them takes over, ISO 8601. */
  readonly start: string;
  /** Days between two hand-overs. */
  readonly every_days: number;
  /** When they hand over, minutes since midnight. */
  readonly at: number;
  /** The last one that holds counts. */
  readonly overrides: readonly Override[];
}

function momentOf(local: string, zone: string): number {
  const [day = '', time = ''] = local.split('T');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return instantOf(day, hour * 60 + minute, zone);
}

/**
 * @param zone IANA name of the zone that the rota is written in.
 * @returns the member's name; `undefined` where a rota of overrides alone has a gap.
 */
export function onDuty(rota: Rota, timeMs: number, zone: string): string | undefined {
  const override = rota.overrides.findLast(
    ({ from, to }) => momentOf(from, zone) <= timeMs && timeMs < momentOf(to, zone),
  );
  if (override) return override.member;
  const { members, start, every_days: everyDays, at } = rota;
  const { day: today } = localTime(timeMs, zone);
  // Compared as moments: a clock that is put back shows the hour of the hand-over twice.
  const day = instantOf(today, at, zone) <= timeMs ? today : addDays(today, -1);
  const turn = Math.floor(daysBetween(start, day) / everyDays);
  return members[((turn % members.length) + members.length) % members.length];
}

/** Whether anybody will be on duty at or after a moment. */
export function onDutyAtOrAfter(rota: Rota, timeMs: number, zone: string): boolean {
  return rota.members.length > 0 || rota.overrides.some(({ to }) => momentOf(to, zone) > timeMs);
}

/** When somebody else than now is on duty next; `undefined` when nobody else ever is. */
export function handoverAfter(rota: Rota, timeMs: number, zone: string): number | undefined {
  const { members, start, every_days: everyDays, at, overrides } = rota;
  const now = onDuty(rota, timeMs, zone);
  const changes = overrides
    .flatMap(({ from, to }) => [momentOf(from, zone), momentOf(to, zone)])
    .filter((moment) => moment > timeMs);
  /** A whole round from a moment on; its own day's hand-over may be before it or after. */
  const turnsFrom = (moment: number) => {
    const turn = Math.floor(daysBetween(start, localTime(moment, zone).day) / everyDays);
    return members
      .map((_member, number) => instantOf(addDays(start, (turn + number) * everyDays), at, zone))
      .concat(instantOf(addDays(start, (turn + members.length) * everyDays), at, zone));
  };
  const turns = members.length > 1 ? [timeMs, ...changes].flatMap(turnsFrom) : [];
  return [...changes, ...turns]
    .sort((a, b) => a - b)
    .find((moment) => moment > timeMs && onDuty(rota, moment, zone) !== now);
}
