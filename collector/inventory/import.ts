/** Files that somebody hands over, in the place of the configuration's: looked at as a whole, then put there. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Replacement } from '../../config/inventory-import.ts';
import { compareInventory, putInPlace } from '../../config/inventory-import.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { loadConfig } from '../../config/load.ts';
import type { Problem } from '../../config/problem.ts';
import { ConfigError } from '../../config/problem.ts';
import {
  deviceRowSchema,
  lineRowSchema,
  roomRowSchema,
  siteRowSchema,
  unitChangeRowSchema,
  unitRowSchema,
} from '../../config/schema/inventory.ts';
import type { Change } from '../../model/inventory-changes.ts';
import type { Table } from './table.ts';
import { csvOf, headingAt, readTable } from './table.ts';
import { TableProblem } from './table-problem.ts';

/** As the configuration calls its files. */
export const FILE_KINDS = ['units', 'sites', 'devices', 'lines', 'rooms', 'unit_changes'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const SCHEMAS = {
  units: unitRowSchema,
  sites: siteRowSchema,
  devices: deviceRowSchema,
  lines: lineRowSchema,
  rooms: roomRowSchema,
  unit_changes: unitChangeRowSchema,
} as const satisfies Record<FileKind, unknown>;

/** What is at a file's place in the configuration. */
export interface InventoryFileState {
  readonly kind: FileKind;
  readonly path: string;
  readonly exists: boolean;
}

/** Those that the configuration names. */
export function inventoryFiles({ path, installation }: LoadedConfig): InventoryFileState[] {
  return FILE_KINDS.flatMap((kind) => {
    const name = installation.inventory[kind];
    if (name === undefined) return [];
    const file = resolve(dirname(path), name);
    return [{ kind, path: file, exists: existsSync(file) }];
  });
}

export interface HandedFile {
  /** As it is called where it comes from. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface ImportProblem {
  readonly file: string;
  /** From 1, the heading's; `null`: the file as a whole. */
  readonly row: number | null;
  /** Heading of the column, where there is one. */
  readonly column: string | null;
  readonly problem:
    | { readonly kind: 'config'; readonly code: Problem['code']; readonly params: Problem['params'] }
    | {
        readonly kind: 'file';
        readonly code:
          | 'not_a_table'
          | 'too_large'
          | 'encoding'
          | 'unknown_heading'
          | 'twice'
          | 'not_configured';
        readonly reason: string;
      };
}

export interface Preview {
  readonly problems: readonly ImportProblem[];
  readonly changes: readonly Change[];
  /** What each file was taken for. */
  readonly files: readonly { readonly name: string; readonly kind: FileKind; readonly rows: number }[];
  /** Stands for the files handed over and those that are there: what is written is what was looked at. */
  readonly mark: string;
}

interface Handed {
  readonly name: string;
  readonly kind: FileKind;
  readonly table: Table;
  readonly csv: string;
  /** In the configuration. */
  readonly to: string;
}

/** Columns of more than one kind. */
const SHARED: readonly string[] = ['id', 'name', 'site', 'address'];

/** By its heading: the kind that knows most of its columns, if any is the kind's own. */
export function kindOfHeading(heading: readonly string[]): FileKind | undefined {
  const matched = FILE_KINDS.map((kind) => {
    const known = Object.keys(SCHEMAS[kind].shape).filter((column) => heading.includes(column));
    return { kind, known: known.length, own: known.filter((column) => !SHARED.includes(column)).length };
  });
  const [best] = matched.filter(({ own }) => own > 0).sort((one, other) => other.known - one.known);
  return best?.kind;
}

/** Looks; nothing is changed. */
export async function previewImport(
  config: LoadedConfig,
  files: readonly HandedFile[],
  today: string,
): Promise<Preview> {
  return withHanded(config, files, (handed, problems, replacements) => {
    const told = handed.map(({ name, kind, table }) => ({ name, kind, rows: Math.max(0, table.length - 1) }));
    const mark = markOf(handed);
    if (problems.length > 0) return { problems, changes: [], files: told, mark };
    const compared = compareInventory(onDisk(config, today), replacements, today);
    if ('changes' in compared) return { problems: [], changes: compared.changes, files: told, mark };
    return {
      problems: compared.problems.map((problem) => placed(problem, handed)),
      changes: [],
      files: told,
      mark,
    };
  });
}

/**
 * What the files are now: they may have been changed since the collector started. Where somebody has broken them they are
 * what it runs with, so that good ones can take their place.
 */
function onDisk(config: LoadedConfig, today: string): LoadedConfig {
  try {
    return loadConfig(config.path, today);
  } catch (error) {
    if (error instanceof ConfigError) return config;
    throw error;
  }
}

/**
 * Puts the files in place.
 * @returns their names there, `undefined` when something has changed since the preview.
 * @throws UserError when they cannot be written.
 */
export async function applyImport(
  config: LoadedConfig,
  files: readonly HandedFile[],
  mark: string,
): Promise<string[] | undefined> {
  return withHanded(config, files, (handed, _problems, replacements) => {
    if (markOf(handed) !== mark) return undefined;
    putInPlace(replacements);
    return replacements.map(({ to }) => basename(to));
  });
}

async function withHanded<T>(
  config: LoadedConfig,
  files: readonly HandedFile[],
  work: (handed: readonly Handed[], problems: ImportProblem[], replacements: Replacement[]) => T,
): Promise<T> {
  const handed: Handed[] = [];
  const problems: ImportProblem[] = [];
  const homes = new Map(inventoryFiles(config).map(({ kind, path }) => [kind, path]));
  for (const { name, bytes } of files) {
    const refuse = (
      code: Extract<ImportProblem['problem'], { kind: 'file' }>['code'],
      reason = '',
      row: number | null = null,
    ) => problems.push({ file: name, row, column: null, problem: { kind: 'file', code, reason } });
    try {
      const table = await readTable(bytes);
      const kind = kindOfHeading(table[0] ?? []);
      const to = kind && homes.get(kind);
      if (kind === undefined) refuse('unknown_heading', (table[0] ?? []).join(', ').slice(0, 200), 1);
      else if (to === undefined) refuse('not_configured', kind);
      else if (handed.some((other) => other.kind === kind)) refuse('twice', kind);
      else handed.push({ name, kind, table, csv: csvOf(table), to });
    } catch (error) {
      if (!(error instanceof TableProblem)) throw error;
      refuse(error.code, error.reason, error.row ?? null);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'canhmang-import-'));
  try {
    const replacements = handed.map(({ kind, csv, to }) => {
      const from = join(folder, `${kind}.csv`);
      writeFileSync(from, csv);
      return { from, to };
    });
    return work(handed, problems, replacements);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function markOf(handed: readonly Handed[]): string {
  const hash = createHash('sha256');
  for (const { kind, csv, to } of handed) {
    hash.update(`${kind}\0${csv}\0`);
    hash.update(existsSync(to) ? readFileSync(to) : '');
  }
  return hash.digest('hex');
}

/** Where the one who handed it over finds it. */
function placed({ code, params, place }: Problem, handed: readonly Handed[]): ImportProblem {
  const file = handed.find(
    ({ kind }) => basename(place.file) === `${kind}.csv` && place.file.includes('canhmang-import-'),
  );
  const problem = { kind: 'config', code, params } as const;
  if (!file) return { file: basename(place.file), row: place.line, column: null, problem };
  const column = headingAt(file.table, file.csv, place.line, place.column) ?? null;
  return { file: file.name, row: place.line, column, problem };
}
