/** What is wrong with a file, and where. Problems are collected: one run shows all of them. */

export interface Place {
  /** As given by the person who wrote it: relative to where they stand. */
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Every problem that configuration can have; their sentences are in the message catalogue under `problem`. */
export type ProblemCode =
  | 'file_unreadable'
  | 'yaml_syntax'
  | 'csv_syntax'
  | 'missing_column'
  | 'unknown_column'
  | 'surplus_cells'
  | 'unknown_key'
  | 'invalid_value'
  | 'missing_value'
  | 'not_a_duration'
  | 'duration_range'
  | 'bad_address'
  | 'duplicate_id'
  | 'duplicate_short_name'
  | 'unknown_unit'
  | 'unknown_upstream'
  | 'upstream_cycle'
  | 'no_root'
  | 'unknown_site'
  | 'unknown_device'
  | 'unknown_credential'
  | 'snmp_missing'
  | 'snmp_not_of_level'
  | 'snmp_key_twice'
  | 'snmp_key_short'
  | 'round_too_dense'
  | 'unknown_scope'
  | 'window_inverted'
  | 'window_too_long'
  | 'rrule_invalid'
  | 'rrule_never'
  | 'rrule_too_often'
  | 'bad_oid'
  | 'interface_unnamed'
  | 'unknown_measurement'
  | 'unknown_field'
  | 'unknown_parent'
  | 'profile_cycle'
  | 'duplicate_profile'
  | 'duplicate_field'
  | 'duplicate_prefix'
  | 'unknown_placeholder'
  | 'unsafe_template'
  | 'bad_hours'
  | 'bad_time_of_day'
  | 'bad_phone'
  | 'bad_local_moment'
  | 'duplicate_name'
  | 'no_address'
  | 'no_email'
  | 'report_unit'
  | 'unknown_recipient'
  | 'inverted_period'
  | 'unknown_webhook'
  | 'rota_never'
  | 'unknown_unit_code'
  | 'escalation_order'
  | 'no_channel'
  | 'rule_clear'
  | 'rule_levels'
  | 'rule_severity'
  | 'unknown_rule'
  | 'foreign_measurement'
  | 'foreign_field'
  | 'unknown_kind';

export interface Problem {
  readonly code: ProblemCode;
  readonly place: Place;
  /** What the sentence names. */
  readonly params: Readonly<Record<string, string>>;
}

/** Thrown when configuration cannot be used; carries every problem that was found. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`${problems.length} problem(s) in the configuration`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
