/** What a point says about why a site is not reached. Pure. */

import type { FactKind } from '../../model/incident.ts';
import { formatPoint } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';

export interface Fact {
  readonly kind: FactKind;
  /** When it was so: of a start, when that was, not when it was noticed. Epoch milliseconds. */
  readonly atMs: number;
}

/** What has to be known of the installation to read points. */
export interface FactContext {
  /** Where each agent stands: agent's id to site's. */
  readonly agentSites: ReadonlyMap<string, string>;
  /** Ids of the devices that lines end on. */
  readonly routers: ReadonlySet<string>;
}

/** Facts in one point about its site. */
export function factsOf(point: Point, context: FactContext): Fact[] {
  const { tags, measurement, timeMs } = point;
  const facts: Fact[] = [];
  const isInside = tags.site !== undefined && context.agentSites.get(tags.agent ?? '') === tags.site;
  const isRouter = tags.device !== undefined && context.routers.has(tags.device);
  if (isInside) {
    facts.push({ kind: 'agent-alive', atMs: timeMs });
    facts.push(...insideFacts(point));
    if (measurement === 'system' || measurement === 'agent') facts.push(...bootFact(point, 'agent-booted'));
  }
  if (measurement === 'snmp' && isRouter) {
    if (isInside) facts.push(answerFact(numericField(point, 'result_code') === 0, timeMs));
    facts.push(...bootFact(point, 'router-booted'));
  }
  if (measurement === 'ups' && point.fields.on_battery === true)
    facts.push({ kind: 'on-battery', atMs: timeMs });
  return facts;
}

function answerFact(answered: boolean, atMs: number): Fact {
  return { kind: answered ? 'router-answered' : 'router-silent', atMs };
}

/** The site's agent pings its own router and, over the line, the core. */
function insideFacts({ measurement, tags, fields, timeMs }: Point): Fact[] {
  const received = measurement === 'ping' ? fields.packets_received : fields.received;
  if ((measurement !== 'ping' && measurement !== 'stamp') || received === undefined) return [];
  const answered = Number(received) > 0;
  if (tags.role === 'gateway') return [answerFact(answered, timeMs)];
  if (tags.role === 'core' && !answered) return [{ kind: 'line-lost', atMs: timeMs }];
  return [];
}

function bootFact(point: Point, kind: 'agent-booted' | 'router-booted'): Fact[] {
  const uptimeS = numericField(point, 'uptime');
  return uptimeS === undefined ? [] : [{ kind, atMs: point.timeMs - uptimeS * 1_000 }];
}

/** The measurement behind a fact, as it is kept with it. */
export function proofOf(point: Point): string {
  return formatPoint(point) ?? '';
}
