/** `canhmang doctor`: looks an installation over, names what is wrong, and what to do next. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { agentRows } from '../../collector/api/agent-rows.ts';
import { readAgents } from '../../collector/ledger/agents.ts';
import { EXIT, reasonOf } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { describeProblem } from '../../config/messages.ts';
import { ConfigError } from '../../config/problem.ts';
import { VERSION } from '../../model/version.ts';
import { checkAgents, checkVersions } from '../doctor/agents.ts';
import type { Check, CheckOutcome } from '../doctor/check.ts';
import { CHECKS, check, nextKey, saidKey } from '../doctor/check.ts';
import { checkClock, checkData, checkDisk, checkPrograms } from '../doctor/machine.ts';
import { checkListen, checkMail, checkSms, checkStore } from '../doctor/reach.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { sayIfSlow } from '../progress.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { isColoured } from '../terminal.ts';

export interface DoctorOptions {
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly ntp?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const MARKS: Readonly<Record<CheckOutcome, string>> = { ok: '✓', problem: '✗', note: '!', unchecked: '–' };
const COLOURS = { ok: 'green', problem: 'red', note: 'yellow', unchecked: 'dim' } as const;

export async function runDoctor(terminal: Terminal, options: DoctorOptions): Promise<number> {
  const { t, say, out } = terminal;
  const done = sayIfSlow(() => say(t('diag.checking')));
  const checks = await look(terminal, options);
  done();
  const rows = checks.map((found) => ({
    check: found.check,
    outcome: found.outcome,
    text: t(saidKey(found), found.params),
    next: found.next === undefined || found.outcome === 'ok' ? null : t(nextKey(found.next), found.params),
  }));
  if (options.json) out(JSON.stringify(rows, null, 2));
  else if (options.csv)
    out(stringify(rows, { header: true, columns: ['check', 'outcome', 'text', 'next'] }).trimEnd());
  else print(terminal, rows);
  return checks.some(({ outcome }) => outcome === 'problem') ? EXIT.problem : EXIT.ok;
}

async function look(terminal: Terminal, options: DoctorOptions): Promise<Check[]> {
  const machine = [checkClock(options.ntp), Promise.resolve(checkPrograms(process.env.PATH))];
  const configured = loadOrFault(terminal, options);
  if ('fault' in configured) return inOrder([configured.fault, ...(await Promise.all(machine))]);
  const { config } = configured;
  const { installation } = config;
  const folder = dataFolderOf(options, config);
  const data = checkData(folder);
  return inOrder(
    (
      await Promise.all([
        configFound(terminal, config),
        data,
        checkDisk(folder),
        ...machine,
        checkListen(options.listen ?? installation.listen),
        checkStore(installation.store, folder),
        ...(installation.demonstration
          ? []
          : [checkMail(installation.notify), checkSms(installation.notify)]),
        data.outcome === 'problem' ? [] : ofAgents(config, folder),
      ])
    ).flat(),
  );
}

function inOrder(checks: readonly Check[]): Check[] {
  return checks.toSorted((one, other) => CHECKS.indexOf(one.check) - CHECKS.indexOf(other.check));
}

function loadOrFault(
  { t }: Terminal,
  options: DoctorOptions,
): { readonly config: LoadedConfig } | { readonly fault: Check } {
  try {
    return { config: configOf(options) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const first = error.problems[0];
    const params = {
      count: String(error.problems.length),
      first: first ? describeProblem(first, t) : reasonOf(error),
    };
    return { fault: check('config', 'problem', 'config_refused', params, 'config') };
  }
}

function configFound({ t }: Terminal, { path, inventory, leftOut }: LoadedConfig): Check {
  const [first] = leftOut;
  const params = { path, sites: String(inventory.sites.length), count: String(leftOut.length) };
  if (!first) return check('config', 'ok', 'config', params);
  return check(
    'config',
    'problem',
    'config_left_out',
    { ...params, first: describeProblem(first, t) },
    'config',
  );
}

/** Nothing is made that is not there. */
async function ofAgents(config: LoadedConfig, folder: string): Promise<Check[]> {
  if (!existsSync(join(folder, 'ledger.sqlite')))
    return [check('agents', 'note', 'agents_none', {}, 'agents_enrol'), checkVersions([], VERSION)];
  const known = await withLedger(folder, readAgents);
  const rows = agentRows(config, new Map(known.map((agent) => [agent.id, agent])));
  return [checkAgents(rows, Date.now()), checkVersions(rows, VERSION)];
}

interface Row {
  readonly check: Check['check'];
  readonly outcome: CheckOutcome;
  readonly text: string;
  readonly next: string | null;
}

function print({ out, t }: Terminal, rows: readonly Row[]): void {
  const paint = (outcome: CheckOutcome, text: string) =>
    isColoured() ? styleText(COLOURS[outcome], text, { validateStream: false }) : text;
  const names = rows.map((row) => t(`doctor.check.${row.check}`));
  const width = Math.max(...names.map((name) => name.length));
  for (const [index, { outcome, text, next }] of rows.entries()) {
    out(`${paint(outcome, MARKS[outcome])} ${(names[index] ?? '').padEnd(width)}  ${text}`);
    if (next !== null) out(`  ${' '.repeat(width)}  → ${next}`);
  }
  const problems = rows.filter(({ outcome }) => outcome === 'problem').length;
  out('');
  out(problems === 0 ? t('doctor.fine') : t('doctor.problems', { count: String(problems) }));
}
