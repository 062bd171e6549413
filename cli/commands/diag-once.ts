/** `canhmang diag path|mtu HOST`: the way, or the largest packet, once. */
import { EXIT, UserError } from '../../config/error.ts';
import { measureMtu } from '../diag/checks/mtu.ts';
import { findPath } from '../diag/checks/path.ts';
import { ms } from '../diag/findings.ts';
import { ToolMissing } from '../diag/tools/run-tool.ts';
import { SMALL_MTU_BYTES } from '../diag/verdict.ts';
import type { Terminal } from '../terminal.ts';

interface OnceOptions {
  readonly json?: boolean;
}

/** What Ethernet carries: the own interface's MTU tells of itself where it is less. */
const ETHERNET_BYTES = 1_500;

/** @throws UserError that names the program that is missing. */
async function withPing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolMissing) throw new UserError('diag_tool', { tool: error.tool });
    throw error;
  }
}

export async function runDiagPath({ out, t }: Terminal, options: OnceOptions, host: string): Promise<number> {
  const path = await withPing(() => findPath(host));
  if (options.json) out(JSON.stringify(path, null, 2));
  else {
    for (const { ttl, address, rttMs } of path.hops)
      out(`${String(ttl).padStart(2)}  ${address ?? '*'}${rttMs === undefined ? '' : `  ${ms(rttMs)}`}`);
    if (!path.reached) out(t('diag.live.path_ends', { target: host }));
  }
  return path.reached ? EXIT.ok : EXIT.unreachable;
}

export async function runDiagMtu({ out, t }: Terminal, options: OnceOptions, host: string): Promise<number> {
  const mtu = await withPing(() => measureMtu(host, ETHERNET_BYTES));
  if (!mtu) throw new UserError('diag_silent', { target: host }, EXIT.unreachable);
  const { target, bytes, expectedBytes, told } = mtu;
  const params = { target, bytes: String(bytes), expected: String(expectedBytes) };
  const whole = bytes >= expectedBytes;
  const key = whole ? 'mtu' : told ? 'mtu_less' : 'mtu_hole';
  out(options.json ? JSON.stringify(mtu, null, 2) : t(`diag.found.${key}`, params));
  return whole || (told && bytes >= SMALL_MTU_BYTES) ? EXIT.ok : EXIT.problem;
}
