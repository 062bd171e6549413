/** The questions of `canhmang init`: each has an option that answers it beforehand. */
import { createInterface } from 'node:readline/promises';
import { EXIT, UserError } from '../../config/error.ts';
import type { MessageKey } from '../../config/messages.ts';
import type { Terminal } from '../terminal.ts';
import type { Answers } from './files.ts';

export type InitOptions = { readonly [K in keyof Answers]?: string } & {
  readonly force?: boolean;
  readonly yes?: boolean;
};

interface Question {
  readonly key: keyof Answers;
  readonly flag: string;
  /** Offered; `undefined`: it has to be answered. */
  readonly usual: (known: Partial<Answers>, terminal: Terminal) => string | undefined;
  /** Left out where it does not matter. */
  readonly isAsked?: (known: Partial<Answers>) => boolean;
}

const withMail = ({ smtp }: Partial<Answers>) => smtp !== undefined && smtp !== '';

const QUESTIONS: readonly Question[] = [
  { key: 'title', flag: '--title', usual: () => undefined },
  { key: 'unitName', flag: '--unit-name', usual: () => undefined },
  { key: 'unitCode', flag: '--unit-code', usual: () => undefined },
  { key: 'coreName', flag: '--core-name', usual: (_known, { t }) => t('init.core_name') },
  { key: 'coreAddress', flag: '--core-address', usual: () => undefined },
  { key: 'language', flag: '--language', usual: (_known, { language }) => language },
  { key: 'listen', flag: '--listen', usual: () => '127.0.0.1:8105' },
  { key: 'data', flag: '--data', usual: () => 'data' },
  { key: 'smtp', flag: '--smtp', usual: () => '' },
  { key: 'mailFrom', flag: '--mail-from', usual: () => undefined, isAsked: withMail },
  { key: 'mailTo', flag: '--mail-to', usual: () => undefined, isAsked: withMail },
];

/**
 * Asks where somebody is there to answer; elsewhere, or with `--yes`, what is usual is taken.
 * @throws UserError that names the options that are missing.
 */
export async function askAll(terminal: Terminal, options: InitOptions): Promise<Answers> {
  const isAsking = process.stdin.isTTY === true && !options.yes;
  const known: Partial<Record<keyof Answers, string>> = {};
  const missing: string[] = [];
  const people = isAsking ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  const closed = new Promise<never>((_resolve, reject) => {
    people?.once('close', () => reject(new UserError('init_ended', {}, EXIT.problem)));
  });
  closed.catch(() => undefined);
  try {
    for (const { key, flag, usual, isAsked = () => true } of QUESTIONS) {
      const given = options[key];
      if (given !== undefined || !isAsked(known)) known[key] = given ?? '';
      else {
        const offered = usual(known, terminal);
        known[key] = people
          ? await Promise.race([askOne(terminal, key, offered, (text) => people.question(text)), closed])
          : (offered ?? '');
        if (known[key] === '' && offered === undefined) missing.push(flag);
      }
    }
  } finally {
    people?.close();
  }
  if (missing.length > 0) throw new UserError('init_missing', { options: missing.join(', ') });
  return known as Answers;
}

async function askOne(
  { t }: Terminal,
  key: keyof Answers,
  offered: string | undefined,
  ask: (text: string) => Promise<string>,
): Promise<string> {
  const question = t(`init.question.${key}` as MessageKey);
  for (;;) {
    const answer = (await ask(offered ? `${question} [${offered}]: ` : `${question}: `)).trim();
    if (answer !== '' || offered !== undefined) return answer || (offered ?? '');
  }
}
