/** The agents, as the ledger remembers them. Pure. */
import type { AgentRow } from '../../collector/api/types/agents.ts';
import type { Check } from './check.ts';
import { check } from './check.ts';

/** An agent asks for its configuration twice a minute. */
const SILENT_MS = 5 * 60_000;
const MOST_NAMED = 8;

function named(rows: readonly AgentRow[]): string {
  const ids = rows.slice(0, MOST_NAMED).map(({ id }) => id);
  return [...ids, ...(rows.length > MOST_NAMED ? ['…'] : [])].join(', ');
}

export function checkAgents(rows: readonly AgentRow[], nowMs: number): Check {
  const known = rows.filter(({ revokedAt }) => revokedAt === null);
  if (known.length === 0) return check('agents', 'note', 'agents_none', {}, 'agents_enrol');
  const isSilent = ({ lastSeen }: AgentRow) => lastSeen !== null && nowMs - Date.parse(lastSeen) > SILENT_MS;
  const silent = known.filter(isSilent);
  const never = known.filter(({ lastSeen }) => lastSeen === null);
  const skewed = known.filter(({ clockSkewed }) => clockSkewed);
  const of = (list: readonly AgentRow[]) => ({ count: String(list.length), list: named(list) });
  if (silent.length > 0) return check('agents', 'problem', 'agents_silent', of(silent), 'agents_silent');
  if (skewed.length > 0) return check('agents', 'problem', 'agents_skewed', of(skewed), 'clock_set');
  if (never.length > 0) return check('agents', 'note', 'agents_never', of(never), 'agents_enrol');
  return check('agents', 'ok', 'agents', { count: String(known.length) });
}

export function checkVersions(rows: readonly AgentRow[], own: string): Check {
  const other = rows.filter(
    ({ version, revokedAt }) => version !== null && version !== own && revokedAt === null,
  );
  const params = { own, node: process.versions.node, count: String(other.length), list: named(other) };
  return other.length === 0
    ? check('versions', 'ok', 'versions', params)
    : check('versions', 'note', 'versions_differ', params, 'versions');
}
