/** From facts to a cause. Pure. What each cause means is written with the type `Cause`. */
import type { Cause, FactKind } from '../../model/incident.ts';

/** @param facts kinds of which there is one in or around the outage. */
export function attributeCause(facts: ReadonlySet<FactKind>): Cause {
  const routerBooted = facts.has('router-booted');
  if (facts.has('on-battery') || (facts.has('agent-booted') && routerBooted)) return 'power';
  if (!facts.has('agent-alive')) return 'undetermined';
  // The agent lived all along: what it saw of its router tells the rest.
  if (routerBooted) return 'device';
  if (facts.has('router-answered')) return 'line';
  if (facts.has('router-silent')) return 'device';
  return 'undetermined';
}
