/** The own machine: interface, addresses, the way out and who is at the other end of the cable. */
import type { Checked, GatewayFact, InterfaceFact } from '../facts.ts';
import { checked, unchecked } from '../facts.ts';
import type { Route } from '../tools/ip-output.ts';
import { parseInterfaces, parseNeighbour, parseRoute } from '../tools/ip-output.ts';
import { runTool, ToolMissing } from '../tools/run-tool.ts';
import { measureEcho } from './echo.ts';

const LIMIT_MS = 3_000;

const ip = (...args: string[]) => runTool('ip', ['-json', ...args], { limitMs: LIMIT_MS });

export interface LocalFacts {
  readonly interface: Checked<InterfaceFact>;
  readonly route: Checked<Route>;
}

/** @param target an address on the other side, if one is known: its way out counts, which need not be the default one. */
export async function lookAround(target: string | undefined): Promise<LocalFacts> {
  try {
    const route =
      (target === undefined ? undefined : parseRoute(await ip('route', 'get', target))) ??
      parseRoute(await ip('route', 'show', 'default')) ??
      parseRoute(await ip('-6', 'route', 'show', 'default'));
    const interfaces = parseInterfaces(await ip('-stats', 'address', 'show'));
    const own = interfaces.find(({ name }) => name === route?.interface) ?? interfaces[0];
    return {
      interface: own ? checked(own) : unchecked({ code: 'no_interface' }),
      route: route ? checked(route) : unchecked({ code: 'no_gateway' }),
    };
  } catch (error) {
    if (!(error instanceof ToolMissing)) throw error;
    const why = unchecked({ code: 'no_tool', tool: error.tool });
    return { interface: why, route: why };
  }
}

/** @throws ToolMissing */
export async function measureGateway(gateway: string, packets: number): Promise<GatewayFact> {
  const echo = await measureEcho(gateway, packets);
  // Looked up afterwards: the packets made the machine ask who that is.
  return { ...echo, neighbour: parseNeighbour(await ip('neighbour', 'show'), gateway) };
}
