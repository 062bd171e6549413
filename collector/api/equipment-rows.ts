/** Devices and lines as the API shows them: inventory and latest poll. */
import type { Device, Line } from '../../model/inventory.ts';
import type { ApiContext } from './resource.ts';
import { asNumber } from './site-rows.ts';
import type { DeviceRow, LineRow } from './types/equipment.ts';

/** Devices are polled more rarely than sites: older than this, the latest poll says nothing of the present. */
const FRESH_POLL_MS = 5 * 60_000;

/** The fields of a device's latest poll; empty when there was none of late. */
function latestPoll(device: string, context: ApiContext): Map<string, number | null> {
  const latest = context.store.latest('snmp', { device });
  const newestMs = Math.max(0, ...latest.map((value) => value.timeMs));
  if (context.now() - newestMs > FRESH_POLL_MS) return new Map();
  // A field that failed polls do not have keeps its last value: only those of the newest poll count.
  const fresh = latest.filter((value) => value.timeMs === newestMs);
  return new Map(fresh.map((value) => [value.field, asNumber(value.value)]));
}

export function deviceRow(device: Device, context: ApiContext): DeviceRow {
  const { id, name, kind, address } = device;
  const poll = latestPoll(id, context);
  return {
    id,
    name,
    kind,
    address,
    answers: poll.size === 0 ? null : poll.get('result_code') === 0,
    uptimeSeconds: poll.get('uptime') ?? null,
    responseMs: poll.get('response_ms') ?? null,
  };
}

export function lineRow(line: Line, context: ApiContext): LineRow {
  const { id, carrier, bandwidthKbps, device, interfaceName, targetPercent } = line;
  const nowMs = context.now();
  // Of a device that is silent now, what its line carried before is not what it carries.
  const isSilent = (latestPoll(device, context).get('result_code') ?? 0) !== 0;
  const latest = isSilent ? [] : context.store.latest('interface', { line: id });
  const field = (name: string) =>
    asNumber(latest.find((value) => value.field === name && nowMs - value.timeMs <= FRESH_POLL_MS)?.value);
  return {
    id,
    carrier,
    bandwidthKbps,
    device,
    interfaceName,
    targetPercent,
    inBps: field('in_bps'),
    outBps: field('out_bps'),
  };
}
