/** The schema library's findings in our own words and places. */
import type { z } from 'zod';
import type { Place, Problem, ProblemCode } from './problem.ts';

const OWN_CODES: ReadonlySet<string> = new Set<ProblemCode>([
  'not_a_duration',
  'duration_range',
  'bad_address',
  'bad_oid',
  'interface_unnamed',
  'unknown_measurement',
  'snmp_missing',
  'snmp_not_of_level',
  'snmp_key_twice',
  'snmp_key_short',
  'round_too_dense',
  'unknown_placeholder',
  'unsafe_template',
  'bad_hours',
  'bad_time_of_day',
  'bad_phone',
  'bad_local_moment',
  'rule_clear',
  'rule_levels',
  'rule_severity',
]);

function isOwnCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && OWN_CODES.has(code);
}

/** @param key what the person wrote it under: a path in YAML, a column in CSV. */
export function problemOfIssue(issue: z.core.$ZodIssue, place: Place, key: string): Problem {
  if (issue.code === 'custom' && isOwnCode(issue.params?.problem)) {
    const { problem, ...others } = issue.params;
    const params = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
    return { code: problem, place, params: { key, ...params } };
  }
  // Only a parse that reports its input tells what is missing from what is of another type.
  const wantsAValue = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (wantsAValue && 'input' in issue && issue.input === undefined) {
    return { code: 'missing_value', place, params: { key } };
  }
  return { code: 'invalid_value', place, params: { key, reason: reasonOf(issue) } };
}

/** Of what may be of several kinds, what each kind misses. */
function reasonOf(issue: z.core.$ZodIssue): string {
  const nested = issue.code === 'invalid_union' ? issue.errors.flat().map(({ message }) => message) : [];
  return nested.length === 0 ? issue.message : [...new Set(nested)].join(' / ');
}
