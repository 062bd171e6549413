/** Tables of the embedded store. */

/** The table of each kind of value; booleans are integers 0 and 1. */
export const TABLES = { float: 'float_sample', integer: 'integer_sample', text: 'text_sample' } as const;

export const SCHEMA = [
  `create table if not exists series (
     id integer not null, measurement varchar not null, tags varchar not null, field varchar not null, type varchar not null)`,
  `create table if not exists ${TABLES.float} (series integer not null, time_ms bigint not null, value double not null)`,
  // HUGEINT, because an unsigned 64-bit counter does not fit into BIGINT; it is stored compressed.
  `create table if not exists ${TABLES.integer} (series integer not null, time_ms bigint not null, value hugeint not null)`,
  `create table if not exists ${TABLES.text} (series integer not null, time_ms bigint not null, value varchar not null)`,
  `create table if not exists position (sequence bigint not null)`,
  // Last slice of each import or migration: it is given again after a crash.
  `create table if not exists loaded (source varchar not null, number bigint not null)`,
] as const;
