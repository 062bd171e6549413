/** Processor, memory, disks, temperature, power and start of the machine. */
import { createHash } from 'node:crypto';
import { watchedMounts } from './mounts.ts';
import type { CpuUsage } from './proc-stat.ts';
import { cpuUsageBetween, parseMeminfo, parseStat } from './proc-stat.ts';
import type { Reading } from './reading.ts';
import { knownFields, whole } from './reading.ts';
import type { CpuTimes, HostSystem } from './system.ts';
import { numberIn, wordIn } from './system.ts';

/** Sensors and supplies of one machine; more are a fault of its firmware. */
const MAX_SENSORS = 64;
/** Letters of the boot's name: enough to tell two starts apart. */
const BOOT_ID_LETTERS = 16;

export class CpuReader {
  #before: CpuTimes | undefined;

  /** Nothing at the first time: there is nothing to compare with. */
  async read(system: HostSystem): Promise<Reading[]> {
    const now = parseStat((await system.text('/proc/stat')) ?? '').cpu ?? system.cpuTimes();
    const usage = this.#before && cpuUsageBetween(this.#before, now);
    this.#before = now;
    return usage ? [cpuReading(usage)] : [];
  }
}

function cpuReading({ active, user, system, iowait, steal }: CpuUsage): Reading {
  return {
    measurement: 'cpu',
    tags: { cpu: 'cpu-total' },
    fields: {
      usage_active: active,
      usage_user: user,
      usage_system: system,
      usage_iowait: iowait,
      usage_steal: steal,
    },
  };
}

export async function readSystem(system: HostSystem, nowMs: number): Promise<Reading> {
  const uptimeS = system.uptimeS();
  const bootId = await wordIn(system, '/proc/sys/kernel/random/boot_id');
  const booted = parseStat((await system.text('/proc/stat')) ?? '').bootedS;
  return {
    measurement: 'system',
    fields: knownFields({
      ...system.loads(),
      n_cpus: whole(system.cpus()),
      uptime: BigInt(Math.floor(uptimeS)),
      boot_time: whole(booted ?? nowMs / 1_000 - uptimeS),
      // Another one after every start, whatever the clock says: tells a power cut from a lost line.
      boot_id: bootId && createHash('sha256').update(bootId).digest('hex').slice(0, BOOT_ID_LETTERS),
    }),
  };
}

export async function readMemory(system: HostSystem): Promise<Reading> {
  const memory = parseMeminfo((await system.text('/proc/meminfo')) ?? '');
  const { total, free } = system.memoryBytes();
  const totalBytes = memory?.totalBytes ?? total;
  const availableBytes = memory?.availableBytes ?? free;
  return {
    measurement: 'mem',
    fields: knownFields({
      total: whole(totalBytes),
      available: whole(availableBytes),
      used_percent: (100 * (totalBytes - availableBytes)) / totalBytes,
      free: whole(memory?.freeBytes),
      buffered: whole(memory?.bufferedBytes),
      cached: whole(memory?.cachedBytes),
      swap_total: whole(memory?.swapTotalBytes),
      swap_free: whole(memory?.swapFreeBytes),
    }),
  };
}

/** Without /proc the root alone, of which it is not known whether it can be written to. */
export async function readDisks(system: HostSystem): Promise<Reading[]> {
  const mounts = watchedMounts((await system.text('/proc/mounts')) ?? '');
  const watched = mounts.length > 0 ? mounts : [{ path: '/' }];
  const readings = await Promise.all(
    watched.map(async (mount): Promise<Reading | undefined> => {
      const space = await system.space(mount.path);
      if (!space || space.totalBytes <= 0) return undefined;
      const { totalBytes, availableBytes, freeBytes, inodes, freeInodes } = space;
      const usedBytes = totalBytes - freeBytes;
      const known = 'device' in mount ? mount : undefined;
      return {
        measurement: 'disk',
        tags: { path: mount.path, ...(known && { device: known.device, fstype: known.type }) },
        fields: knownFields({
          total: whole(totalBytes),
          free: whole(availableBytes),
          used: whole(usedBytes),
          // As df: of what people without privileges may have.
          used_percent: (100 * usedBytes) / (usedBytes + availableBytes),
          // Some file systems have no table of them.
          inodes_total: inodes > 0 ? whole(inodes) : undefined,
          inodes_free: inodes > 0 ? whole(freeInodes) : undefined,
          inodes_used_percent: inodes > 0 ? (100 * (inodes - freeInodes)) / inodes : undefined,
          read_only: known?.readOnly,
        }),
      };
    }),
  );
  return readings.filter((reading) => reading !== undefined);
}

const THERMAL = '/sys/class/thermal';

export async function readTemperatures(system: HostSystem): Promise<Reading[]> {
  const zones = (await system.names(THERMAL)).filter((name) => /^thermal_zone\d+$/.test(name));
  const readings = await Promise.all(
    zones.slice(0, MAX_SENSORS).map(async (zone): Promise<Reading | undefined> => {
      const milliCelsius = await numberIn(system, `${THERMAL}/${zone}/temp`);
      if (milliCelsius === undefined) return undefined;
      const type = (await wordIn(system, `${THERMAL}/${zone}/type`)) ?? zone;
      // Several zones have one type on some boards.
      return {
        measurement: 'temp',
        tags: { sensor: `${type}:${zone}` },
        fields: { temp: milliCelsius / 1_000 },
      };
    }),
  );
  return readings.filter((reading) => reading !== undefined);
}

const SUPPLIES = '/sys/class/power_supply';

/** A UPS on USB or a battery in the machine; of peripherals, mice and keyboards, nothing. */
export async function readBatteries(system: HostSystem): Promise<Reading[]> {
  const names = (await system.names(SUPPLIES)).slice(0, MAX_SENSORS);
  const readings = await Promise.all(
    names.map(async (name): Promise<Reading | undefined> => {
      const file = (entry: string) => `${SUPPLIES}/${name}/${entry}`;
      const type = await wordIn(system, file('type'));
      const scope = await wordIn(system, file('scope'));
      if ((type !== 'UPS' && type !== 'Battery') || scope === 'Device') return undefined;
      const status = await wordIn(system, file('status'));
      const secondsLeft = await numberIn(system, file('time_to_empty_now'));
      const fields = knownFields({
        on_battery: status === undefined || status === 'Unknown' ? undefined : status === 'Discharging',
        charge_percent: await numberIn(system, file('capacity')),
        minutes_remaining: secondsLeft === undefined ? undefined : secondsLeft / 60,
      });
      return Object.keys(fields).length === 0
        ? undefined
        : { measurement: 'ups', tags: { supply: name }, fields };
    }),
  );
  return readings.filter((reading) => reading !== undefined);
}
