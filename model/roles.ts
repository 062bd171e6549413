/** What people may do, and with what password. Pure; also for the page. */

/**
 * Each may do what those before it may.
 * - `viewer`: look at everything.
 * - `technician`: have agents do tests.
 * - `operator`: handle incidents and maintenance.
 * - `admin`: let people and agents in and out, and look after the installation.
 */
export const PERSON_ROLES = ['viewer', 'technician', 'operator', 'admin'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** The roles that may do what needs one. */
export function rolesFrom(needed: PersonRole): readonly PersonRole[] {
  return PERSON_ROLES.slice(PERSON_ROLES.indexOf(needed));
}

/** NIST SP 800-63B section 5.1.1.2 asks for eight; who sees a whole province's network has a longer one. */
export const MIN_PASSWORD_LENGTH = 12;
/** A sentence fits; scrypt works as long on any. */
export const MAX_PASSWORD_LENGTH = 200;

export const USER_NAME = /^[\p{Ll}\p{N}][\p{Ll}\p{N}._-]{1,39}$/u;

/** The one way of writing a name or a password: what looks the same is the same (Unicode NFC). */
export function composed(text: string): string {
  return text.normalize('NFC');
}

/** As it is kept and compared: composed, small, without blanks around. */
export function userName(typed: string): string {
  return composed(typed.trim().toLocaleLowerCase('vi'));
}

export type PasswordFlaw = 'too_short' | 'too_long' | 'has_name' | 'too_simple';

/** Fewer different signs than this are a pattern, however long. */
const LEAST_SIGNS = 5;

/** What is wrong with a password for somebody; `undefined`: nothing. @param names of the person and of the installation. */
export function passwordFlaw(password: string, names: readonly string[]): PasswordFlaw | undefined {
  const text = composed(password);
  const signs = [...text];
  if (signs.length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (signs.length > MAX_PASSWORD_LENGTH) return 'too_long';
  const small = text.toLocaleLowerCase('vi');
  if (names.some((name) => name.length >= 3 && small.includes(composed(name).toLocaleLowerCase('vi'))))
    return 'has_name';
  const steps = signs
    .slice(1)
    .map((sign, index) => (sign.codePointAt(0) ?? 0) - (signs[index]?.codePointAt(0) ?? 0));
  const isRow = new Set(steps).size === 1;
  return isRow || new Set(signs).size < LEAST_SIGNS ? 'too_simple' : undefined;
}
