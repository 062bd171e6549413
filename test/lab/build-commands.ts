/** A plan as the text that `ip -batch` reads. Pure: running it is the lab's business. */
import type { LabPlan, LineEnd } from './plan.ts';

/** Makes all namespaces, and the lines with each end directly in its namespace: the root namespace gets nothing. */
export function namespaceBatch(plan: LabPlan, prefix: string): string {
  const commands = plan.nodes.map((node) => `netns add ${prefix}${node.name}`);
  for (const { upper, lower } of plan.lines) {
    const end = (of: LineEnd) => `name ${of.interfaceName} address ${of.mac} netns ${prefix}${of.node}`;
    commands.push(`link add ${end(upper)} type veth peer ${end(lower)}`);
  }
  return `${commands.join('\n')}\n`;
}

/**
 * Per node what is to be run inside it: addresses, interfaces, neighbours, routes.
 * May be run again: a lab does, where an interface was down and lost its routes.
 * Neighbours are fixed because a circuit has none to ask: a cut then is silence, not "host unreachable".
 */
export function nodeBatches(plan: LabPlan): Map<string, string> {
  const commands = new Map(
    plan.nodes.map((node) => [
      node.name,
      ['link set lo up', `address replace ${node.address}/32 dev lo scope global`],
    ]),
  );
  const add = (node: string, command: string) => commands.get(node)?.push(command);
  for (const { upper, lower } of plan.lines) {
    for (const [end, other] of [
      [upper, lower],
      [lower, upper],
    ] as const) {
      add(end.node, `address replace ${end.address}/31 dev ${end.interfaceName}`);
      add(end.node, `link set dev ${end.interfaceName} up`);
      const neighbour = `${other.address} lladdr ${other.mac} dev ${end.interfaceName}`;
      add(end.node, `neighbour replace ${neighbour} nud permanent`);
    }
  }
  const addresses = new Map(plan.nodes.map((node) => [node.name, node.address]));
  for (const { node, prefix, via } of plan.routes) {
    // `src`: a site speaks from its own address, whichever line it speaks over.
    const route =
      via === undefined ? `unreachable ${prefix}` : `${prefix} via ${via} src ${addresses.get(node)}`;
    add(node, `route replace ${route}`);
  }
  return new Map(Array.from(commands, ([node, lines]) => [node, `${lines.join('\n')}\n`]));
}
