/** The guided diagnosis: every check, in parallel where one does not need the other. */
import { getServers } from 'node:dns';
import { measureDns } from '../../agent/probes/dns-query.ts';
import { numericField } from '../../model/point.ts';
import { splitTarget } from '../../model/target.ts';
import { askTime } from './checks/clock.ts';
import { askCollector } from './checks/collector.ts';
import { measureEcho } from './checks/echo.ts';
import { lookAround, measureGateway } from './checks/local.ts';
import { measureMtu } from './checks/mtu.ts';
import { findPath } from './checks/path.ts';
import type { Checked, Facts, NameServer, WhyNot } from './facts.ts';
import { checked, known, unchecked } from './facts.ts';
import type { Targets } from './targets.ts';
import { ToolMissing } from './tools/run-tool.ts';

const DNS_PORT = 53;
const DNS_LIMIT_MS = 2_000;
const USUAL_MTU = 1_500;

/** @param step is told of every check that is done, and of how many. */
export async function diagnose(
  targets: Targets,
  packets: number,
  step: (done: number, total: number) => void = () => {},
): Promise<Facts> {
  let done = 0;
  const STEPS = 7;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    step(++done, STEPS);
    return result;
  };
  const { core, hub } = targets;
  const far = core ?? hub ?? hostOf(targets.collector);
  const local = await lookAround(far);
  const own = known(local.interface);
  const gateway = known(local.route)?.gateway;
  const measuredEcho = (address: string | undefined, why: WhyNot) =>
    address === undefined ? Promise.resolve(unchecked(why)) : withTool(() => measureEcho(address, packets));
  const [gatewayFact, hubFact, coreFact, dns, path, mtu, server] = await Promise.all([
    counted(
      gateway === undefined
        ? Promise.resolve(local.route.state === 'unchecked' ? local.route : unchecked({ code: 'direct' }))
        : withTool(() => measureGateway(gateway, packets)),
    ),
    counted(measuredEcho(hub, { code: 'no_hub' })),
    counted(measuredEcho(core, { code: 'no_core' })),
    counted(askNameServers(targets.dns)),
    counted(
      far === undefined ? Promise.resolve(unchecked({ code: 'no_target' })) : withTool(() => findPath(far)),
    ),
    counted(measuredMtu(far, own?.mtu ?? USUAL_MTU)),
    counted(checkServer(targets)),
  ]);
  return {
    interface: local.interface,
    gateway: gatewayFact,
    hub: hubFact,
    core: coreFact,
    dns,
    path,
    mtu,
    ...server,
  };
}

function hostOf(collector: string | undefined): string | undefined {
  return collector === undefined ? undefined : new URL(collector).hostname.replace(/^\[|\]$/g, '');
}

async function withTool<T>(work: () => Promise<T>): Promise<Checked<T>> {
  try {
    return checked(await work());
  } catch (error) {
    if (error instanceof ToolMissing) return unchecked({ code: 'no_tool', tool: error.tool });
    throw error;
  }
}

async function measuredMtu(far: string | undefined, interfaceMtu: number): Promise<Facts['mtu']> {
  if (far === undefined) return unchecked({ code: 'no_target' });
  const measured = await withTool(() => measureMtu(far, interfaceMtu));
  const mtu = known(measured);
  if (mtu) return checked(mtu);
  return measured.state === 'unchecked' ? measured : unchecked({ code: 'silent', target: far });
}

/** The root, which all of them know; a refusal is an answer too. */
async function askNameServers(given: string | undefined): Promise<Facts['dns']> {
  const servers = given === undefined ? getServers() : [given];
  if (servers.length === 0) return unchecked({ code: 'no_dns' });
  return checked(
    await Promise.all(
      servers.map(async (address): Promise<NameServer> => {
        const server = splitTarget(address, DNS_PORT);
        const round = { startMs: Date.now(), signal: AbortSignal.timeout(DNS_LIMIT_MS) };
        const point = await measureDns({ server, domain: '.', recordType: 'NS', tags: {} }, round);
        return { address, queryMs: numericField(point, 'query_time_ms') };
      }),
    ),
  );
}

/** The collector, and the clock: a time server's word counts for more than a web server's. */
async function checkServer({ collector, trust, ntp }: Targets): Promise<Pick<Facts, 'collector' | 'clock'>> {
  const [server, time] = await Promise.all([
    collector === undefined ? undefined : askCollector(collector, trust),
    ntp === undefined ? undefined : askTime(ntp),
  ]);
  const clock = time ?? server?.clock;
  return {
    collector: server ? checked(server.collector) : unchecked({ code: 'no_collector' }),
    clock: clock ? checked(clock) : unchecked({ code: 'no_time' }),
  };
}
