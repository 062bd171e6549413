/** `canhmang rules test RULES`: what these rules would have raised from the measurements that are stored. */
import { stringify } from 'csv-stringify/sync';
import { intervalsBetween } from '../../collector/ledger/intervals.ts';
import { BaselineBook } from '../../collector/rules/baseline-book.ts';
import type { Raised } from '../../collector/rules/replay.ts';
import { Replay } from '../../collector/rules/replay.ts';
import { RuleWatch } from '../../collector/rules/rule-watch.ts';
import { judgedBy } from '../../collector/rules/subjects.ts';
import { HOUR_MS } from '../../collector/store/transfer/slices.ts';
import { namesOf } from '../../collector/subjects.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { formatTime } from '../../config/messages.ts';
import { loadRules } from '../../config/rules.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { Point } from '../../model/point.ts';
import type { State, SubjectId } from '../../model/state.ts';
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

type StateAt = (subject: SubjectId, atMs: number) => State | undefined;

/** States as the ledger has them now, with what came late. */
async function statesOf(
  folder: string,
  config: LoadedConfig,
  fromMs: number,
  toMs: number,
): Promise<StateAt> {
  return withLedger(folder, async (ledger) => {
    const intervals = new Map<SubjectId, Awaited<ReturnType<typeof intervalsBetween>>>();
    for (const subject of namesOf(config).keys())
      intervals.set(subject, await intervalsBetween(ledger, subject, fromMs, toMs));
    return (subject, atMs) =>
      intervals.get(subject)?.find((one) => one.fromMs <= atMs && (one.toMs ?? toMs) > atMs)?.state;
  });
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
  const stateAt = await statesOf(dataFolderOf(options, config), config, fromMs, nowMs);
  const replay: Replay = new Replay(
    new RuleWatch({
      rules,
      judgedOf: judgedBy(inventory, new Map(installation.agents.map(({ id, site }) => [id, site]))),
      stateOf: (subject) => stateAt(subject, replay.nowMs),
      timeZone: installation.time_zone,
      language: terminal.language,
      open: [],
      baselines: new BaselineBook(),
      nowMs: fromMs,
    }),
  );
  const measurements = new Set(rules.flatMap(({ metrics }) => metrics.map(({ measurement }) => measurement)));
  const sayCopied = () => terminal.say(terminal.t('store.copied'));
  await withReadStore(options, sayCopied, async (store) => {
    for (let atMs = fromMs; atMs < nowMs; atMs += HOUR_MS) {
      const points: Point[] = [];
      const range = { fromMs: atMs, toMs: Math.min(nowMs, atMs + HOUR_MS) };
      for (const measurement of measurements) {
        for await (const some of store.points(measurement, range))
          points.push(...some.filter(({ tags }) => options.site === undefined || tags.site === options.site));
      }
      replay.play(points);
    }
  });
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
