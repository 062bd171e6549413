/** `canhmang init FOLDER`: asks the few things that nobody can guess, and writes a configuration that is valid. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { EXIT, reasonOf, UserError } from '../../config/error.ts';
import { loadConfig } from '../../config/load.ts';
import { describeProblem } from '../../config/messages.ts';
import type { Problem } from '../../config/problem.ts';
import { ConfigError } from '../../config/problem.ts';
import type { InitOptions } from '../init/ask.ts';
import { askAll } from '../init/ask.ts';
import { filesOf } from '../init/files.ts';
import type { Terminal } from '../terminal.ts';

export async function runInit(terminal: Terminal, options: InitOptions, folder: string): Promise<number> {
  const { say, out, t } = terminal;
  const target = resolve(folder || 'canhmang');
  const names = Object.keys(filesOf(NOTHING));
  const there = names.filter((name) => existsSync(join(target, name)));
  // Before anything is asked: nobody answers in vain.
  if (there.length > 0 && !options.force)
    throw new UserError('init_exists', { path: target, files: there.join(', ') });
  const files = filesOf(await askAll(terminal, options));
  const problems = problemsOf(files);
  if (problems.length > 0) {
    say(t('init.refused'));
    for (const problem of problems) say(`  ${describeProblem(problem, t)}`);
    return EXIT.usage;
  }
  write(target, files, there);
  for (const name of names) out(join(target, name));
  say(t('init.next', { path: join(target, 'canhmang.yaml') }));
  return EXIT.ok;
}

const NOTHING = {
  ...{ title: '', language: '', listen: '', data: '', unitCode: '', unitName: '' },
  ...{ coreName: '', coreAddress: '', smtp: '', mailFrom: '', mailTo: '' },
};

/** Read as the collector would read them, before anything is where it would find it. */
function problemsOf(files: Readonly<Record<string, string>>): readonly Problem[] {
  const trial = mkdtempSync(join(tmpdir(), 'canhmang-init-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(trial, name), text);
    return loadConfig(join(trial, 'canhmang.yaml'), new Date().toISOString().slice(0, 10)).leftOut.map(
      nameOnly,
    );
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(nameOnly);
    throw error;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** The folder of the trial means nothing to anybody. */
function nameOnly(problem: Problem): Problem {
  return { ...problem, place: { ...problem.place, file: basename(problem.place.file) } };
}

/** What was there stays beside it. */
function write(target: string, files: Readonly<Record<string, string>>, there: readonly string[]): void {
  try {
    mkdirSync(target, { recursive: true });
    for (const name of there) copyFileSync(join(target, name), join(target, `${name}.bak`));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
  } catch (error) {
    throw new UserError('folder_unusable', { path: target, reason: reasonOf(error) });
  }
}
