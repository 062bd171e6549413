/** What agent and collector agree on when an agent is let in: the code that people carry, the question, the answer. */
import { z } from 'zod';

/** Crockford's Base32: no letter that is taken for a digit, or for another on the telephone. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 random bits: with ten wrong tries a minute nobody guesses one before it expires. */
export const CODE_LENGTH = 10;

/** `K7M2QX9RTD` as people read it: `K7M2Q-X9RTD`. */
export function formatCode(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

/** A code as somebody typed it; `undefined` when it cannot be one. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const isCode = code.length === CODE_LENGTH && [...code].every((sign) => CODE_ALPHABET.includes(sign));
  return isCode ? code : undefined;
}

/**
 * `POST /api/v1/agent/enroll`. The agent makes its token itself: when the answer is lost on the way it asks again with
 * the same one, and the code, used up by it, is still good for it.
 */
export const enrolRequestSchema = z.strictObject({
  code: z.string().min(1).max(100),
  token: z.string().regex(/^cm_[A-Za-z0-9_-]{43}$/),
});

export const enrolAnswerSchema = z.object({
  /** The agent's id from now on. */
  agent: z.string(),
  /** The site where it stands. */
  site: z.string(),
  /** Public key that new versions of the agent are signed with, where the installation has one. */
  bundleKey: z.string().optional(),
});
export type EnrolAnswer = z.output<typeof enrolAnswerSchema>;

/** Why a code was not taken: the API's error codes. */
export const ENROL_REFUSALS = ['code_unknown', 'code_used', 'code_expired', 'too_many_codes'] as const;
export type EnrolRefusal = (typeof ENROL_REFUSALS)[number];
