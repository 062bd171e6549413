/** The machine that the collector runs on: folder, disk, clock, programs. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { reasonOf } from '../../config/error.ts';
import { askTime } from '../diag/checks/clock.ts';
import type { Check } from './check.ts';
import { check } from './check.ts';

/** Below either the collector is soon without room: a tenth of the disk, and... */
const FREE_SHARE = 0.1;
/** ...what some hours of a province come to. Bytes. */
const FREE_BYTES = 2 * 1024 ** 3;
/** Measurements of two machines are laid beside each other. */
const CLOCK_MS = 1_000;
/** Others than the owner may read: secrets are in it. */
const OTHERS = 0o077;

export function checkData(folder: string): Check {
  const params = { path: folder };
  if (!existsSync(folder)) return check('data', 'note', 'data_none', params, 'data_start');
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return check('data', 'problem', 'data_unusable', { ...params, reason: reasonOf(error) }, 'data_rights');
  }
  const agents = join(folder, 'agents');
  const open = existsSync(agents) && (statSync(agents).mode & OTHERS) !== 0;
  return open
    ? check('data', 'problem', 'data_open', { path: agents }, 'data_close')
    : check('data', 'ok', 'data', params);
}

export async function checkDisk(folder: string): Promise<Check> {
  // Where the folder is not there yet, the disk that it will be on.
  let path = folder;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  const { bavail, blocks, bsize } = await statfs(path);
  const params = {
    path: folder,
    free: gigabytes(bavail * bsize),
    percent: ((bavail / Math.max(1, blocks)) * 100).toFixed(0),
  };
  const isLow = bavail * bsize < FREE_BYTES || bavail / Math.max(1, blocks) < FREE_SHARE;
  return isLow ? check('disk', 'problem', 'disk', params, 'disk') : check('disk', 'ok', 'disk', params);
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}

/** What the machine's own time service has left behind where it works. */
const SYNCHRONISED = [
  '/run/systemd/timesync/synchronized',
  '/var/lib/chrony/drift',
  '/run/chrony/chronyd.pid',
];

export async function checkClock(ntp: string | undefined): Promise<Check> {
  if (ntp === undefined) {
    const found = SYNCHRONISED.find((path) => existsSync(path));
    return found === undefined
      ? check('clock', 'unchecked', 'clock_unknown', {}, 'clock_ntp')
      : check('clock', 'ok', 'clock_service', { path: found });
  }
  const offsetMs = (await askTime(ntp))?.offsetMs;
  if (offsetMs === undefined)
    return check('clock', 'unchecked', 'clock_silent', { server: ntp }, 'clock_other');
  const params = { server: ntp, seconds: (Math.abs(offsetMs) / 1_000).toFixed(3) };
  return Math.abs(offsetMs) > CLOCK_MS
    ? check('clock', 'problem', 'clock', params, 'clock_set')
    : check('clock', 'ok', 'clock', params);
}

/** Programs of the system that are used, and the packages that they are in. */
const PROGRAMS: readonly (readonly [program: string, pack: string])[] = [
  ['ip', 'iproute2'],
  ['ping', 'iputils-ping'],
  ['fping', 'fping'],
];

export function checkPrograms(path: string | undefined): Check {
  const folders = [...(path ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(Boolean);
  const missing = PROGRAMS.filter(
    ([program]) => !folders.some((folder) => existsSync(join(folder, program))),
  );
  if (missing.length === 0)
    return check('programs', 'ok', 'programs', { list: PROGRAMS.map(([program]) => program).join(', ') });
  const params = {
    list: missing.map(([program]) => program).join(', '),
    packages: missing.map(([, pack]) => pack).join(' '),
  };
  return check('programs', 'note', 'programs_missing', params, 'programs');
}
