/** Errors that people meet, by code; their sentences are in the message catalogue under `error`. */
import type { MessageKey } from './messages.ts';

type ErrorKey = Extract<MessageKey, `error.${string}`>;
export type UserErrorCode = ErrorKey extends `error.${infer Code}` ? Code : never;

/** Exit codes of the program (docs/cli.md). */
export const EXIT = { ok: 0, problem: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something that the person at the keyboard can mend. Ends the program with its sentence and no stack trace. */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly params: Readonly<Record<string, string>>;
  readonly exitCode: ExitCode;

  constructor(
    code: UserErrorCode,
    params: Readonly<Record<string, string>> = {},
    exitCode: ExitCode = EXIT.usage,
  ) {
    super(code);
    this.name = 'UserError';
    this.code = code;
    this.params = params;
    this.exitCode = exitCode;
  }
}

/** The system's word for what went wrong: ENOENT, EACCES; the message where there is none. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) {
    const code = (error as NodeJS.ErrnoException).code;
    return typeof code === 'string' && code !== '' ? code : error.message;
  }
  return String(error);
}
