/** A maintenance window while it is being written: what is typed, and what the API gets of it. Pure. */
import type { MaintenanceRow } from '../../../../collector/api/types/maintenance.ts';
import { formOf, ONCE, type RuleForm, ruleOf } from './rrule-form.ts';
import { HOUR } from './time.ts';
import { fromLocal, toLocal } from './zoned.ts';

export const SCOPE_KINDS = ['site', 'unit', 'device', 'line', 'room'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

export interface Draft {
  readonly kind: ScopeKind;
  /** Id of the site, code of the unit...; empty: not chosen yet. */
  readonly id: string;
  /** Where its device or line is looked for. */
  readonly site: string;
  /** "2026-11-28T22:00", in the province's time zone. */
  readonly start: string;
  readonly end: string;
  readonly rule: RuleForm;
  readonly note: string;
}

/** Tomorrow evening, when works are done; two hours. */
export function newDraft(nowMs: number, timeZone: string): Draft {
  const tomorrow = toLocal(nowMs + 24 * HOUR, timeZone).slice(0, 10);
  return {
    kind: 'site',
    id: '',
    site: '',
    start: `${tomorrow}T22:00`,
    end: `${tomorrow}T23:59`,
    rule: ONCE,
    note: '',
  };
}

export function draftOf(row: MaintenanceRow, timeZone: string): Draft {
  const [word = '', id = ''] = row.scope.split(/:(.*)/s);
  return {
    kind: SCOPE_KINDS.find((kind) => kind === word) ?? 'site',
    id,
    site: '',
    start: toLocal(Date.parse(row.start), timeZone),
    end: toLocal(Date.parse(row.end), timeZone),
    rule: formOf(row.rrule, timeZone),
    note: row.note,
  };
}

/** What `POST /api/v1/maintenance` takes. */
export interface WindowBody {
  scope: string;
  start: number;
  end: number;
  rrule?: string;
  note: string;
}

/** `undefined` while a field is empty that has to be filled. @param note stands for one that is not written yet */
export function bodyOf(draft: Draft, timeZone: string, note = draft.note.trim()): WindowBody | undefined {
  const [start, end] = [fromLocal(draft.start, timeZone), fromLocal(draft.end, timeZone)];
  const rrule = ruleOf(draft.rule, timeZone);
  if (draft.id === '' || start === undefined || end === undefined || note === '') return undefined;
  return { scope: `${draft.kind}:${draft.id}`, start, end, note, ...(rrule === undefined ? {} : { rrule }) };
}

export type Field = 'scope' | 'start' | 'end' | 'rrule' | 'note';

const FIELDS: Readonly<Record<string, Field>> = {
  window_inverted: 'end',
  window_too_long: 'end',
  rrule_invalid: 'rrule',
  rrule_never: 'rrule',
  rrule_too_often: 'rrule',
  bad_scope: 'scope',
};

/** Which field a refusal of the API is about; `undefined`: none of them. */
export function fieldOfRefusal(code: string, details: readonly string[]): Field | undefined {
  if (code.startsWith('unknown_') && code !== 'unknown_window') return 'scope';
  if (code === 'bad_parameter') {
    const named = details[0]?.split(':')[0];
    return (['scope', 'start', 'end', 'rrule', 'note'] as const).find((field) => field === named);
  }
  return FIELDS[code];
}
