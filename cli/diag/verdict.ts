/** Whose fault it is: one verdict out of everything that was found. Pure. */
import type { Echo, Facts, InterfaceFact } from './facts.ts';
import { known } from './facts.ts';

/** Who has to act; `machine`: the computer that the diagnosis runs on. */
export type Fault = 'none' | 'machine' | 'office' | 'router' | 'carrier' | 'core' | 'unclear';

/** Their sentences are in the catalogue under `diag.verdict`. */
const FAULT_OF = {
  fine: 'none',
  inside_fine: 'unclear',
  nothing_known: 'unclear',
  interface_off: 'machine',
  cable: 'office',
  no_address: 'office',
  no_route: 'office',
  gateway: 'router',
  line: 'carrier',
  core: 'core',
  loss_office: 'office',
  loss_line: 'carrier',
  loss_core: 'core',
  jitter: 'carrier',
  mtu_hole: 'carrier',
  mtu_small: 'carrier',
  dns: 'core',
  clock: 'machine',
  collector: 'core',
  tls: 'core',
} as const satisfies Record<string, Fault>;

export type VerdictCode = keyof typeof FAULT_OF;

export interface Verdict {
  readonly code: VerdictCode;
  readonly fault: Fault;
  /** The evidence, as the sentence has it. */
  readonly params: Readonly<Record<string, string>>;
}

/** A meeting's picture breaks up from about here; one packet that is lost is nobody's fault. */
export const LOSS_PERCENT = 1;
const LOSS_PACKETS = 2;
/** A usual jitter buffer of meeting rooms holds this much. */
export const JITTER_MS = 30;
/** Tunnels and PPPoE take some bytes of a line; what takes more was set up wrongly. */
export const SMALL_MTU_BYTES = 1_400;
/** Beyond it measurements are marked as having a wrong time; `Date` of HTTP is good to a second. */
export const CLOCK_MS = 5_000;

const verdict = (code: VerdictCode, params: Readonly<Record<string, string>> = {}): Verdict => ({
  code,
  fault: FAULT_OF[code],
  params,
});

export function verdictOf(facts: Facts): Verdict {
  return (
    ownVerdict(known(facts.interface)) ??
    reachVerdict(facts) ??
    lossVerdict(facts) ??
    mtuVerdict(facts) ??
    serviceVerdict(facts) ??
    soundVerdict(facts)
  );
}

/** No fault was found: how far did one look? */
function soundVerdict(facts: Facts): Verdict {
  if (answers(known(facts.core)) || known(facts.collector)?.reached) return verdict('fine');
  const seen = known(facts.interface) ?? known(facts.gateway) ?? known(facts.hub);
  return verdict(seen ? 'inside_fine' : 'nothing_known');
}

function ownVerdict(own: InterfaceFact | undefined): Verdict | undefined {
  if (!own) return undefined;
  const { name } = own;
  if (!own.enabled) return verdict('interface_off', { name });
  if (!own.carrier) return verdict('cable', { name });
  return own.addresses.length === 0 ? verdict('no_address', { name }) : undefined;
}

function answers(echo: Echo | undefined): boolean {
  return echo !== undefined && echo.received > 0;
}

/** Something beyond the office is silent: how far does one get? */
function reachVerdict(facts: Facts): Verdict | undefined {
  const [gateway, hub, core] = [known(facts.gateway), known(facts.hub), known(facts.core)];
  // A machine that does not answer echo requests may still serve: what passes through a thing proves it.
  if (answers(core) || known(facts.collector)?.reached) return undefined;
  const target = core ?? hub;
  if (!target) {
    if (!gateway) return noRoute(facts) ? verdict('no_route') : undefined;
    return answers(gateway) ? undefined : verdict('gateway', { gateway: gateway.address });
  }
  if (answers(hub)) {
    return core ? verdict('core', { core: core.address, hub: hub?.address ?? '' }) : undefined;
  }
  if (!gateway) return noRoute(facts) ? verdict('no_route') : verdict('line', lineParams(facts, target));
  if (!answers(gateway) && lastHop(facts) === undefined)
    return verdict('gateway', { gateway: gateway.address });
  return verdict('line', lineParams(facts, target));
}

function noRoute({ gateway }: Facts): boolean {
  return gateway.state === 'unchecked' && gateway.why.code === 'no_gateway';
}

/** The farthest router that told of itself. */
function lastHop({ path }: Facts): string | undefined {
  return known(path)?.hops.findLast(({ address }) => address !== undefined)?.address;
}

function lineParams(facts: Facts, target: Echo): Record<string, string> {
  const last = lastHop(facts) ?? known(facts.gateway)?.address ?? '-';
  return { last, target: target.address };
}

function isLossy(echo: Echo | undefined): boolean {
  return (
    echo !== undefined &&
    echo.received > 0 &&
    echo.lossPercent >= LOSS_PERCENT &&
    echo.sent - echo.received >= LOSS_PACKETS
  );
}

/** Loss begins where it is first seen on the way; what only a router in between loses is its reluctance to answer. */
function lossVerdict(facts: Facts): Verdict | undefined {
  const [gateway, hub, core] = [known(facts.gateway), known(facts.hub), known(facts.core)];
  const far = core ?? hub;
  const lost = (code: VerdictCode, { lossPercent, address }: Echo) =>
    verdict(code, { percent: lossPercent.toFixed(1), address });
  // Without anybody behind it the gateway's own word is all there is.
  if (gateway && isLossy(gateway) && (!far || isLossy(far))) return lost('loss_office', gateway);
  if (hub && isLossy(hub) && (!core || isLossy(core))) return lost('loss_line', hub);
  if (core && isLossy(core)) return lost(hub ? 'loss_core' : 'loss_line', core);
  if (far?.jitterMs !== undefined && far.jitterMs > JITTER_MS) {
    return verdict('jitter', { jitterMs: far.jitterMs.toFixed(0), address: far.address });
  }
  return undefined;
}

function mtuVerdict(facts: Facts): Verdict | undefined {
  const mtu = known(facts.mtu);
  if (!mtu) return undefined;
  const params = { bytes: String(mtu.bytes), expected: String(mtu.expectedBytes), target: mtu.target };
  if (mtu.bytes < mtu.expectedBytes && !mtu.told) return verdict('mtu_hole', params);
  return mtu.bytes < Math.min(SMALL_MTU_BYTES, mtu.expectedBytes) ? verdict('mtu_small', params) : undefined;
}

function serviceVerdict(facts: Facts): Verdict | undefined {
  const servers = known(facts.dns) ?? [];
  if (servers.length > 0 && servers.every(({ queryMs }) => queryMs === undefined)) {
    return verdict('dns', { servers: servers.map(({ address }) => address).join(', ') });
  }
  // Before the certificate: to a wrong clock every certificate looks expired.
  const clock = known(facts.clock);
  if (clock && Math.abs(clock.offsetMs) > CLOCK_MS) {
    return verdict('clock', { seconds: (clock.offsetMs / 1_000).toFixed(0), source: clock.source });
  }
  const collector = known(facts.collector);
  if (collector && !collector.reached) {
    return verdict('collector', { url: collector.url, reason: collector.reason });
  }
  const problem = collector?.reached ? collector.tls?.problem : undefined;
  return problem === undefined ? undefined : verdict('tls', { url: collector?.url ?? '', reason: problem });
}
