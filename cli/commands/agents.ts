/** `canhmang agents`: beside the collector, while it runs or not. */
import { findAgent } from '../../collector/agents/agents.ts';
import { agentRows } from '../../collector/api/agent-rows.ts';
import { issueCode, revokeAgent } from '../../collector/api/auth/enrolment.ts';
import type { AgentRow } from '../../collector/api/types/agents.ts';
import { readAgents } from '../../collector/ledger/agents.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { formatTime } from '../../config/messages.ts';
import { parseDuration } from '../../model/duration.ts';
import { formatCode } from '../../model/enrolment.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { noteLocalAct } from '../note-act.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { TableOptions } from '../table.ts';
import { printTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface FolderOptions {
  readonly config?: string;
  readonly data?: string;
}

/** `agents code AGENT`: the code alone on standard output, what to do with it beside. */
export async function runAgentsCode(
  { out, say, t, language }: Terminal,
  options: FolderOptions & { readonly valid: string },
  id: string,
): Promise<number> {
  const config = configOf(options);
  const validMs = parseDuration(options.valid);
  if (validMs === undefined || validMs < 60_000 || validMs > 30 * 86_400_000)
    throw new UserError('code_valid', { value: options.valid });
  checkKnown(config, id);
  const folder = dataFolderOf(options, config);
  const { code, expiresMs } = await withLedger(folder, (ledger) =>
    ledger.transaction().execute(async (transaction) => {
      await noteLocalAct(transaction, 'agent.code', `agent:${id}`, { validSeconds: validMs / 1_000 });
      return issueCode(transaction, id, Date.now(), validMs);
    }),
  );
  out(formatCode(code));
  const until = formatTime(expiresMs, language, config.installation.time_zone);
  say(t('agents.code', { agent: id, until, code: formatCode(code) }));
  return EXIT.ok;
}

/** `agents revoke AGENT` */
export async function runAgentsRevoke(
  { say, t }: Terminal,
  options: FolderOptions,
  id: string,
): Promise<number> {
  const config = configOf(options);
  const folder = dataFolderOf(options, config);
  const ended = await withLedger(folder, (ledger) =>
    ledger.transaction().execute(async (transaction) => {
      const hadToken = await revokeAgent(transaction, id, Date.now());
      await noteLocalAct(transaction, 'agent.revoke', `agent:${id}`, { token: hadToken });
      return hadToken;
    }),
  );
  say(t(ended ? 'agents.revoked' : 'agents.not_enrolled', { agent: id }));
  return ended ? EXIT.ok : EXIT.problem;
}

/** `agents list` */
export async function runAgentsList(
  terminal: Terminal,
  options: FolderOptions & TableOptions,
): Promise<number> {
  const config = configOf(options);
  const known = await withLedger(dataFolderOf(options, config), readAgents);
  const rows = agentRows(config, new Map(known.map((agent) => [agent.id, agent])));
  const { json, csv } = options;
  if (json || csv) {
    const text = (value: string | number | boolean | null) => String(value ?? '');
    const columns = {
      id: ({ id }: AgentRow) => id,
      site: ({ site }: AgentRow) => text(site),
      version: ({ version }: AgentRow) => text(version),
      last_seen: ({ lastSeen }: AgentRow) => text(lastSeen),
      clock_offset_ms: ({ clockOffsetMs }: AgentRow) => text(clockOffsetMs),
      enrolled_at: ({ enrolledAt }: AgentRow) => text(enrolledAt),
      revoked_at: ({ revokedAt }: AgentRow) => text(revokedAt),
    };
    printTable(terminal, options, rows, columns, (column) => column);
  } else print(terminal, rows, config.installation.time_zone);
  return EXIT.ok;
}

function checkKnown(config: LoadedConfig, id: string): void {
  if (findAgent(config, id)) return;
  const known = config.installation.agents.map((agent) => agent.id).join(', ');
  throw new UserError('unknown_agent', { id, known });
}

function print({ out, t, language }: Terminal, rows: readonly AgentRow[], timeZone: string): void {
  const width = Math.max(...rows.map(({ id }) => id.length), 0);
  for (const { id, lastSeen, version, revokedAt, clockSkewed, clockOffsetMs } of rows) {
    const seen = lastSeen === null ? t('agents.never') : formatTime(Date.parse(lastSeen), language, timeZone);
    const notes = [
      ...(revokedAt === null ? [] : [t('agents.note_revoked')]),
      ...(clockSkewed
        ? [t('agents.note_clock', { seconds: ((clockOffsetMs ?? 0) / 1_000).toFixed(1) })]
        : []),
    ];
    out([id.padEnd(width), (version ?? '-').padEnd(8), seen, ...notes].join('  '));
  }
}
