/** `canhmang store import`: files of line protocol, CSV and Parquet, each point once over interruptions. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreAway } from '../../collector/store/store-away.ts';
import { FILE_FORMATS, formatOfFile } from '../../collector/store/transfer/files.ts';
import { WorkState } from '../../collector/store/transfer/work-state.ts';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { ProgressBar } from '../progress.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { StoreCommandOptions } from '../store-access.ts';
import { storeName, withStore } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

/** The file itself, or the files with measurements in a folder, in the order of their names. */
function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .map((name) => join(path, name))
      .filter((name) => formatOfFile(name) !== undefined)
      .sort();
  } catch (error) {
    throw new UserError('store_file', { path, reason: reasonOf(error) });
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes);
  return hash.digest('hex');
}

function formatOf(path: string) {
  const format = formatOfFile(path);
  if (format) return format;
  const known = Object.values(FILE_FORMATS).map(({ suffix }) => suffix);
  throw new UserError('store_suffix', { path, known: known.join(', ') });
}

export async function runStoreImport(
  { out, say, t }: Terminal,
  options: StoreCommandOptions,
  path: string,
): Promise<number> {
  const files = filesOf(path).map((file) => ({ file, format: formatOf(file) }));
  const config = configOf(options);
  const name = storeName(config.installation.store);
  const state = WorkState.open(
    join(dataFolderOf(options, config), 'store-import.json'),
    `import ${path} ${name}`,
  );
  return withStore(options, async (store) => {
    const bar = new ProgressBar();
    let values = 0;
    for (const [index, { file, format }] of files.entries()) {
      // By its content: a store that cannot recognise a point again recognises the file.
      const source = `import ${await digestOf(file)}`;
      let piece = 0;
      try {
        for await (const points of format.read(file)) {
          piece++;
          if (piece <= state.last(source)) continue;
          await store.load({ source, number: piece }, points);
          await state.finish(source, piece);
          values += points.reduce((sum, { fields }) => sum + Object.keys(fields).length, 0);
          bar.show(index, files.length, t('store.values', { count: String(values) }));
        }
      } catch (error) {
        if (error instanceof StoreAway) throw error;
        throw new UserError('store_file', { path: file, reason: reasonOf(error) }, EXIT.problem);
      }
      bar.show(index + 1, files.length, t('store.values', { count: String(values) }));
    }
    await store.flush();
    await state.end();
    out(t('store.imported', { values: String(values), files: String(files.length), store: name }));
    if (store.refused === 0) return EXIT.ok;
    say(t('store.refused', { points: String(store.refused) }));
    return EXIT.problem;
  });
}
