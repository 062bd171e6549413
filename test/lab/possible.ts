/** Whether this machine can build labs. */
import { spawnSync } from 'node:child_process';
import { missingPackages } from '../setup/debian-packages.mjs';

const NEEDED = ['iproute2', 'nftables', 'fping'];

let known: { readonly reason: string | undefined } | undefined;

function findReason(): string | undefined {
  if (process.platform !== 'linux') return 'a lab needs Linux network namespaces';
  if (process.getuid?.() !== 0) return 'a lab needs root, to make network namespaces';
  const missing = missingPackages(NEEDED);
  if (missing.length > 0) return `a lab needs ${missing.join(', ')}`;
  // A throw-away namespace, gone with the command: containers often forbid it to their root.
  const probe = spawnSync('unshare', ['--net', 'ip', 'link', 'show', 'lo'], { encoding: 'utf8' });
  if (probe.status !== 0) return `network namespaces are forbidden here: ${probe.stderr.trim()}`;
  return undefined;
}

/** @returns why labs cannot be built here, or `undefined` when they can. Looked up once a process. */
export function labImpossible(): string | undefined {
  known ??= { reason: findReason() };
  return known.reason;
}
