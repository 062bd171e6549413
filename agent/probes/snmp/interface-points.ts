/** Interfaces into points: raw counters always, rates where two polls allow one. Pure. */
import type { FieldValue, Point } from '../../../model/point.ts';
import type { EarlierSample, InterfaceSample, Rates } from './interface-rates.ts';
import { NO_RATES, ratesOf, restarted } from './interface-rates.ts';
import type { InterfaceRow } from './interface-rows.ts';

/** A leased line that ends on an interface: its contract, not the port's speed, is what traffic is held against. */
export interface LineOfInterface {
  readonly id: string;
  readonly bandwidth_kbps: number;
}

export function interfacePoints(options: {
  readonly tags: Readonly<Record<string, string>>;
  readonly before: EarlierSample | undefined;
  readonly after: InterfaceSample;
  /** By interface name. */
  readonly lines: Readonly<Record<string, LineOfInterface>>;
}): Point[] {
  const { before, after } = options;
  const previous = before && !restarted(before, after) ? before : undefined;
  const points: Point[] = [];
  for (const row of after.rows.values()) {
    const line = options.lines[row.name];
    const rates = previous ? ratesOf(previous, after.atMs, row) : NO_RATES;
    const fields = new InterfaceFields(row, rates, line ? line.bandwidth_kbps * 1_000 : row.speedBps);
    if (!hasFields(fields)) continue;
    // What is spread comes last: a copy that is added to afterwards costs V8 twenty times as much.
    const tags: Record<string, string> = { ifName: row.name, ...options.tags };
    if (row.alias) tags.ifAlias = row.alias;
    if (line) tags.line = line.id;
    points.push({ measurement: 'interface', tags, fields, timeMs: after.atMs });
  }
  return points;
}

function hasFields(fields: Readonly<Record<string, FieldValue>>): boolean {
  for (const _ in fields) return true;
  return false;
}

/**
 * What an interface's point has, of what its row has. A class, because V8 then makes room for all fields at once:
 * added one by one to an empty object they cost several times as much.
 */
class InterfaceFields {
  [field: string]: FieldValue;

  /** @param fullBps what the rates are held against; 0: not known. */
  constructor(row: InterfaceRow, rates: Rates, fullBps: number) {
    if (row.inErrors !== undefined) this.ifInErrors = row.inErrors;
    if (row.outErrors !== undefined) this.ifOutErrors = row.outErrors;
    if (row.inDiscards !== undefined) this.ifInDiscards = row.inDiscards;
    if (row.outDiscards !== undefined) this.ifOutDiscards = row.outDiscards;
    if (row.operStatus !== undefined) this.ifOperStatus = row.operStatus;
    if (row.adminStatus !== undefined) this.ifAdminStatus = row.adminStatus;
    if (row.highSpeed !== undefined) this.ifHighSpeed = row.highSpeed;
    if (row.counterBits === 64) {
      if (row.inOctets !== undefined) this.ifHCInOctets = row.inOctets;
      if (row.outOctets !== undefined) this.ifHCOutOctets = row.outOctets;
    } else {
      if (row.inOctets !== undefined) this.ifInOctets = row.inOctets;
      if (row.outOctets !== undefined) this.ifOutOctets = row.outOctets;
    }
    setRates(this, rates, fullBps);
  }
}

function setRates(fields: InterfaceFields, { inBps, outBps }: Rates, fullBps: number): void {
  if (inBps !== undefined) fields.in_bps = inBps;
  if (outBps !== undefined) fields.out_bps = outBps;
  if (fullBps === 0) return;
  if (inBps !== undefined) fields.in_utilisation = (100 * inBps) / fullBps;
  if (outBps !== undefined) fields.out_utilisation = (100 * outBps) / fullBps;
}
