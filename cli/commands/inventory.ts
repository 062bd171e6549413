/** `canhmang inventory check|diff|import`: CSV files looked at by row and column, before they are what is watched. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { EXIT, UserError } from '../../config/error.ts';
import type { Replacement } from '../../config/inventory-import.ts';
import { compareInventory, putInPlace } from '../../config/inventory-import.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { describeProblem } from '../../config/messages.ts';
import type { Problem } from '../../config/problem.ts';
import { ConfigError } from '../../config/problem.ts';
import type { Change } from '../../model/inventory-changes.ts';
import { KINDS } from '../../model/inventory-changes.ts';
import { configOf } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface InventoryOptions {
  readonly config?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** `inventory check` */
export async function runInventoryCheck(terminal: Terminal, options: InventoryOptions): Promise<number> {
  try {
    const config = configOf(options);
    return tell(terminal, options, config.leftOut, config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return tell(terminal, options, error.problems);
  }
}

/** @returns the exit code. */
function tell(
  { out, t }: Terminal,
  { json, csv }: InventoryOptions,
  problems: readonly Problem[],
  config?: LoadedConfig,
): number {
  const rows = problems.map(({ code, place, params }) => ({
    ...place,
    code,
    text: t(`problem.${code}`, params),
  }));
  if (json) out(JSON.stringify(rows, null, 2));
  else if (csv)
    out(stringify(rows, { header: true, columns: ['file', 'line', 'column', 'code', 'text'] }).trimEnd());
  else if (rows.length > 0) {
    out(t('inventory.problems', { count: String(rows.length) }));
    for (const problem of problems) out(`  ${describeProblem(problem, t)}`);
  } else if (config) {
    const counts = KINDS.map((kind) => [kind, String(config.inventory[kind].length)] as const);
    out(t('inventory.fine', Object.fromEntries(counts)));
  }
  return rows.length > 0 ? EXIT.problem : EXIT.ok;
}

/** `inventory diff FOLDER`: exit code 1 where something is different, as `diff` has it. */
export async function runInventoryDiff(
  terminal: Terminal,
  options: InventoryOptions,
  folder: string,
): Promise<number> {
  const found = compare(terminal, options, folder);
  if (typeof found === 'number') return found;
  show(terminal, options, found.changes);
  return found.changes.length > 0 ? EXIT.problem : EXIT.ok;
}

/** `inventory import FOLDER [--yes]` */
export async function runInventoryImport(
  terminal: Terminal,
  options: InventoryOptions,
  folder: string,
): Promise<number> {
  const found = compare(terminal, options, folder);
  if (typeof found === 'number') return found;
  const { changes, files } = found;
  show(terminal, options, changes);
  const { say, t } = terminal;
  if (changes.length === 0) return EXIT.ok;
  if (!options.yes) {
    say(t('inventory.preview'));
    return EXIT.ok;
  }
  putInPlace(files);
  say(t('inventory.written', { files: files.map(({ to }) => basename(to)).join(', ') }));
  return EXIT.ok;
}

interface Compared {
  readonly changes: readonly Change[];
  /** Of the other folder, and the configuration's that they would take the place of. */
  readonly files: readonly Replacement[];
}

/** The configuration with the other files in the place of its own. @returns the exit code where they are not valid. */
function compare(terminal: Terminal, options: InventoryOptions, folder: string): Compared | number {
  const config = configOf(options);
  const home = dirname(config.path);
  const names = Object.values(config.installation.inventory).filter((name) => name !== undefined);
  const files = names
    .map((name) => ({ from: join(resolve(folder), basename(name)), to: resolve(home, name) }))
    .filter(({ from, to }) => existsSync(from) && from !== to);
  if (files.length === 0) {
    const wanted = names.map((name) => basename(name)).join(', ');
    throw new UserError('inventory_folder', { path: folder, files: wanted });
  }
  const compared = compareInventory(config, files, new Date().toISOString().slice(0, 10));
  return 'problems' in compared
    ? tell(terminal, options, compared.problems)
    : { changes: compared.changes, files };
}

function show({ out, t }: Terminal, { json, csv }: InventoryOptions, changes: readonly Change[]): void {
  if (json) {
    out(JSON.stringify(changes, null, 2));
    return;
  }
  if (csv) {
    const rows = changes.flatMap(({ fields, ...change }) =>
      fields.length === 0 ? [change] : fields.map((field) => ({ ...change, ...field })),
    );
    const columns = ['kind', 'change', 'id', 'name', 'field', 'from', 'to'];
    out(stringify(rows, { header: true, columns }).trimEnd());
    return;
  }
  if (changes.length === 0) out(t('inventory.same'));
  for (const kind of KINDS) {
    const ofKind = changes.filter((change) => change.kind === kind);
    if (ofKind.length === 0) continue;
    const count = (what: Change['change']) => String(ofKind.filter(({ change }) => change === what).length);
    const counts = { added: count('added'), removed: count('removed'), changed: count('changed') };
    out(t('inventory.summary', { kind: t(`inventory.kind.${kind}`), ...counts }));
    for (const { change, id, name, fields } of ofKind) {
      out(`  ${SIGNS[change]} ${id}  ${name}`);
      for (const { field, from, to } of fields) out(`      ${field}: ${from || '–'} → ${to || '–'}`);
    }
  }
}
