/** What the embedded store keeps where: the kinds of values, and the tables of its catalogue. */
import type { DuckDBType } from '@duckdb/node-api';
import { BIGINT, DOUBLE, UBIGINT, VARCHAR } from '@duckdb/node-api';

/**
 * How values are stored: each kind in files and tables of its own, because a column has one type. Booleans are
 * integers 0 and 1; `unsigned` are the integers beyond 63 bits.
 */
export const KINDS = ['float', 'integer', 'unsigned', 'text'] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_TYPES = {
  float: DOUBLE,
  integer: BIGINT,
  unsigned: UBIGINT,
  text: VARCHAR,
} as const satisfies Record<Kind, DuckDBType>;

/** Name of the database in memory that holds what is not in files yet. */
export const MEMORY = 'memory_head';

export const CATALOGUE = [
  `create table if not exists series (
     id uinteger not null, measurement varchar not null, tags varchar not null, field varchar not null, type varchar not null)`,
  // Files that are not listed here are left-overs of a crash.
  `create table if not exists part (
     id bigint not null, tier varchar not null, kind varchar not null, level integer not null,
     from_ms bigint not null, to_ms bigint not null, first_series uinteger not null, last_series uinteger not null,
     value_count bigint not null, bytes bigint not null)`,
  // Which parts the roll-ups of a day were made of: others, and they are made anew.
  'create table if not exists rolled_up (day_ms bigint not null, parts varchar not null, at_ms bigint not null)',
  'create table if not exists position (sequence bigint not null)',
  // Last slice of each import or migration: it is given again after a crash.
  'create table if not exists loaded (source varchar not null, number bigint not null)',
] as const;
