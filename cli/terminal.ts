/** How the program speaks: language, streams, exit codes. One place turns an error into a sentence. */
import type { ExitCode } from '../config/error.ts';
import { EXIT, reasonOf, UserError } from '../config/error.ts';
import type { Language, Translate } from '../config/messages.ts';
import { describeProblem, languageOfLocale, speakInSchemas, translator } from '../config/messages.ts';
import type { Problem } from '../config/problem.ts';
import { ConfigError } from '../config/problem.ts';
import { safeText } from './remote/safe-text.ts';

export interface Terminal {
  readonly language: Language;
  readonly t: Translate;
  /** Results, on standard output. */
  out(text: string): void;
  /** Everything else that people read, on standard error. */
  say(text: string): void;
}

/** @param wanted from `--lang`; the locale decides otherwise. */
export function languageFor(wanted: string | undefined): Language {
  return wanted === 'vi' || wanted === 'en' ? wanted : languageOfLocale(process.env);
}

/** @param wanted from `--lang`; the locale decides otherwise. */
export function openTerminal(wanted: string | undefined): Terminal {
  const language = languageFor(wanted);
  speakInSchemas(language);
  return {
    language,
    t: translator(language),
    out: (text) => void process.stdout.write(`${safeText(text)}\n`),
    say: (text) => void process.stderr.write(`${safeText(text)}\n`),
  };
}

/** Somebody sees it as it comes: here, or at the other end of a test that an agent does for them. */
export function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true || process.env.CANHMANG_TERMINAL === 'yes';
}

/** https://no-color.org: a variable that is there and not empty. */
export function isColoured(): boolean {
  return isTerminal(process.stdout) && !process.env.NO_COLOR;
}

/** Who read along has seen enough (`| head`): that is an end like another. */
export function endQuietlyAtEpipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Says what of the configuration is left out, if anything is. */
export function sayLeftOut({ t, say }: Terminal, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  say(t('config.left_out', { count: String(problems.length) }));
  for (const problem of problems) say(`  ${describeProblem(problem, t)}`);
}

/** Says what went wrong and what to do. @returns the exit code. */
export function explain(error: unknown, terminal: Terminal): ExitCode {
  const { t, say } = terminal;
  if (error instanceof ConfigError) {
    say(t('config.refused', { count: String(error.problems.length) }));
    for (const problem of error.problems) say(`  ${describeProblem(problem, t)}`);
    return EXIT.usage;
  }
  if (error instanceof UserError) {
    say(`canhmang: ${t(`error.${error.code}`, error.params)}`);
    return error.exitCode;
  }
  say(`canhmang: ${t('error.unexpected', { reason: reasonOf(error) })}`);
  if (process.env.CANHMANG_DEBUG && error instanceof Error) say(error.stack ?? '');
  return EXIT.problem;
}
