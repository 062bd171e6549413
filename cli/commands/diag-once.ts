/** `canhmang diag path|mtu HOST`: the way, or the largest packet, once. */
import { stringify } from 'csv-stringify/sync';
import { EXIT, UserError } from '../../config/error.ts';
import type { PathProtocol } from '../../model/diag-tests.ts';
import { measureMtu } from '../diag/checks/mtu.ts';
import { findPath } from '../diag/checks/path.ts';
import type { PathByPort } from '../diag/checks/path-by-port.ts';
import { findTcpPath, findUdpPath } from '../diag/checks/path-by-port.ts';
import type { PathFact } from '../diag/facts.ts';
import { ms } from '../diag/findings.ts';
import { ToolMissing } from '../diag/tools/run-tool.ts';
import { SMALL_MTU_BYTES } from '../diag/verdict.ts';
import { sayIfSlow } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface OnceOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

export interface PathOptions extends OnceOptions {
  readonly protocol: PathProtocol;
  readonly port?: string;
}

/** What Ethernet carries: the own interface's MTU tells of itself where it is less. */
const ETHERNET_BYTES = 1_500;
const MOST_PORT = 65_535;

/** @throws UserError that names the program that is missing. */
async function withTools<T>({ say, t }: Terminal, work: () => Promise<T>): Promise<T> {
  const quick = sayIfSlow(() => say(t('diag.checking')));
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolMissing) {
      const code = error.tool === 'traceroute' ? 'diag_traceroute' : 'diag_tool';
      throw new UserError(code, { tool: error.tool }, EXIT.unreachable);
    }
    throw error;
  } finally {
    quick();
  }
}

function portOf({ port }: PathOptions): number | undefined {
  if (port === undefined) return undefined;
  const wanted = Number(port);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST_PORT) return wanted;
  throw new UserError('diag_port', { value: port });
}

function find(host: string, options: PathOptions): Promise<PathFact | PathByPort> {
  const port = portOf(options);
  if (options.protocol === 'udp') return findUdpPath(host, port);
  return options.protocol === 'tcp' ? findTcpPath(host, port) : findPath(host);
}

export async function runDiagPath(terminal: Terminal, options: PathOptions, host: string): Promise<number> {
  const path = await withTools(terminal, () => find(host, options));
  const { out, t } = terminal;
  if (options.json) out(JSON.stringify(path, null, 2));
  else if (options.csv) out(csvOf(path));
  else {
    for (const { ttl, address, rttMs } of path.hops)
      out(`${String(ttl).padStart(2)}  ${address ?? '*'}${rttMs === undefined ? '' : `  ${ms(rttMs)}`}`);
    if ('note' in path && path.note) out(t(`diag.live.path_${path.note}`));
    const params = { target: host, port: 'port' in path ? String(path.port) : '' };
    if (!path.reached) out(t('diag.live.path_ends', params));
    else if (path.hops.length === 0) out(t('diag.live.path_port_reached', params));
  }
  if (path.reached) return EXIT.ok;
  return path.hops.length > 0 ? EXIT.problem : EXIT.unreachable;
}

function csvOf({ hops }: PathFact): string {
  const rows = hops.map(({ ttl, address, rttMs }) => [ttl, address ?? '', rttMs ?? '']);
  return stringify([['hop', 'address', 'time_ms'], ...rows]).trimEnd();
}

export async function runDiagMtu(terminal: Terminal, options: OnceOptions, host: string): Promise<number> {
  const { out, t } = terminal;
  const mtu = await withTools(terminal, () => measureMtu(host, ETHERNET_BYTES));
  if (!mtu) throw new UserError('diag_silent', { target: host }, EXIT.unreachable);
  const { target, bytes, expectedBytes, told } = mtu;
  const params = { target, bytes: String(bytes), expected: String(expectedBytes) };
  const whole = bytes >= expectedBytes;
  const key = whole ? 'mtu' : told ? 'mtu_less' : 'mtu_hole';
  if (options.json) out(JSON.stringify(mtu, null, 2));
  else if (options.csv) out(stringify([mtu], { header: true, cast: { boolean: String } }).trimEnd());
  else out(t(`diag.found.${key}`, params));
  return whole || (told && bytes >= SMALL_MTU_BYTES) ? EXIT.ok : EXIT.problem;
}
