/** `canhmang rules test RULES`: what these rules would have raised from the measurements that are stored. */
import { stringify } from 'csv-stringify/sync';
import { replayWithin } from '../../collector/rules/bounded-replay.ts';
import type { Raised } from '../../collector/rules/replay.ts';
import { statesThen } from '../../collector/rules/states-then.ts';
import { judgedBy } from '../../collector/rules/subjects.ts';
import { namesOf } from '../../collector/subjects.ts';
import { EXIT, UserError } from '../../config/error.ts';
import { formatTime } from '../../config/messages.ts';
import { loadRules } from '../../config/rules.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import { withLedger } from '../ledger-on-disk.ts';
import { configOf, dataFolderOf } from '../settings.ts';
import type { ReadStoreOptions } from '../store-access.ts';
import { withReadStore } from '../store-access.ts';
import type { Terminal } from '../terminal.ts';

export interface RulesTestOptions extends ReadStoreOptions {
  readonly since: string;
  readonly site?: string;
  readonly format: 'table' | 'json' | 'csv';
  readonly check?: boolean;
}

/** @throws UserError when it is neither a duration nor a date or time. */
function sinceMs(value: string, nowMs: number): number {
  const durationMs = parseDuration(value);
  const timeMs = durationMs === undefined ? Date.parse(value) : nowMs - durationMs;
  if (Number.isNaN(timeMs)) throw new UserError('rules_since', { value });
  return timeMs;
}

export async function runRulesTest(
  terminal: Terminal,
  options: RulesTestOptions,
  file: string,
): Promise<number> {
  const nowMs = Date.now();
  const rules = loadRules(file);
  const config = configOf(options);
  const { inventory, installation } = config;
  if (options.site !== undefined && !inventory.sites.some(({ id }) => id === options.site))
    throw new UserError('unknown_site', { id: options.site });
  const fromMs = sinceMs(options.since, nowMs);
  const stateAt = await withLedger(dataFolderOf(options, config), (ledger) =>
    statesThen(ledger, namesOf(config).keys(), fromMs, nowMs),
  );
  const sayCopied = () => terminal.say(terminal.t('store.copied'));
  const { replay } = await withReadStore(options, sayCopied, (store) =>
    replayWithin({
      rules,
      store,
      judgedOf: judgedBy(inventory, new Map(installation.agents.map(({ id, site }) => [id, site]))),
      stateAt,
      timeZone: installation.time_zone,
      language: terminal.language,
      fromMs,
      toMs: nowMs,
      site: options.site,
      mayGoOn: () => true,
    }),
  );
  print(terminal, options.format, replay.raised, installation.time_zone);
  const { raised, points } = replay;
  const counts = { count: String(raised.length), points: String(points), rules: String(rules.length) };
  terminal.say(terminal.t(raised.length === 0 ? 'rules.none' : 'rules.found', counts));
  return options.check && raised.length > 0 ? EXIT.problem : EXIT.ok;
}

function print(
  terminal: Terminal,
  format: RulesTestOptions['format'],
  raised: readonly Raised[],
  zone: string,
): void {
  const { out, t, language } = terminal;
  const rows = raised.map(({ rule, subject, severity, detail, fromMs, toMs, isQuiet }) => ({
    since: new Date(fromMs).toISOString(),
    until: toMs === undefined ? null : new Date(toMs).toISOString(),
    severity,
    rule,
    subject,
    detail,
    dataStopped: isQuiet,
  }));
  if (format !== 'table') {
    out(format === 'json' ? JSON.stringify(rows, null, 2) : stringify(rows, { header: true }).trimEnd());
    return;
  }
  if (raised.length === 0) return;
  const keys = ['since', 'lasted', 'severity', 'rule', 'subject', 'detail'] as const;
  const lasted = ({ fromMs, toMs, isQuiet }: Raised) =>
    toMs === undefined
      ? t('rules.open')
      : `${formatDuration(Math.round((toMs - fromMs) / 1_000) * 1_000)}${isQuiet ? ` (${t('rules.stale')})` : ''}`;
  const table = [
    keys.map((key) => t(`rules.head_${key}`)),
    ...raised.map((one) => [
      formatTime(one.fromMs, language, zone),
      lasted(one),
      t(`severity.${one.severity}`),
      one.rule,
      one.subject,
      one.detail,
    ]),
  ];
  const widths = keys.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    out(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
