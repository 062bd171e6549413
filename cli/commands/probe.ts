/** `canhmang probe KIND TARGET`: measures and prints line protocol, like `telegraf --test`. */
import { isProbeKind, PROBE_KINDS, startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { EXIT, UserError } from '../../config/error.ts';
import type { Translate } from '../../config/messages.ts';
import { ProfileLibrary } from '../../config/profile-library.ts';
import { problemOfIssue } from '../../config/zod-problem.ts';
import { parseDuration } from '../../model/duration.ts';
import { formatPoints } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import type { ProbeJob } from '../../model/probe-settings.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { splitTarget } from '../../model/target.ts';
import { openLogger } from '../logger.ts';
import type { SnmpOptions } from '../snmp-options.ts';
import { snmpCredentialOf } from '../snmp-options.ts';
import { untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';

export interface ProbeCommandOptions extends SnmpOptions {
  readonly once?: boolean;
  readonly every: string;
  readonly timeout?: string;
  readonly packets?: string;
  /** `key=value` each. */
  readonly set: readonly string[];
}

/** Longest wait for the one measurement: a slow device with many interfaces. */
const ONCE_PATIENCE_MS = 60_000;

/** What is JSON is read as such, so that numbers, booleans and lists can be given; all else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @throws UserError for what is not `key=value`. */
function givenSettings(given: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    given.map((setting) => {
      const equals = setting.indexOf('=');
      if (equals < 1) throw new UserError('usage', { reason: `--set ${setting}: key=value` });
      return [setting.slice(0, equals), readValue(setting.slice(equals + 1))];
    }),
  );
}

function settingsOf(
  kind: ProbeJob['kind'],
  target: string,
  options: ProbeCommandOptions,
): Record<string, unknown> {
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
  switch (kind) {
    case 'host':
      return {};
    case 'snmp':
      return { ...timeout, ...snmpCredentialOf(options) };
    case 'ping':
    case 'stamp':
      return { ...timeout, ...(options.packets === undefined ? {} : { packets: Number(options.packets) }) };
    case 'tcp': {
      // The one kind without a port of its own: the target's will do.
      const { port } = splitTarget(target, 0);
      return { ...timeout, ...(port === 0 ? {} : { port }) };
    }
    case 'http':
    case 'dns':
    case 'sip':
    case 'h323':
      return timeout;
    case 'throughput':
      return {};
  }
}

/** @throws UserError that names what does not fit. */
function jobOf(kind: ProbeJob['kind'], target: string, options: ProbeCommandOptions, t: Translate): ProbeJob {
  const periodMs = parseDuration(options.every);
  const job = {
    id: 'probe',
    kind,
    target: target || (kind === 'host' ? 'localhost' : ''),
    periodMs,
    role: kind === 'host' ? 'self' : 'device',
    tags: {},
    settings: { ...settingsOf(kind, target, options), ...givenSettings(options.set) },
  };
  const parsed = probeJobSchema.safeParse(job, { reportInput: true });
  if (parsed.success) return parsed.data;
  const place = { file: '', line: 0, column: 0 };
  const reason = parsed.error.issues
    .map((issue) => problemOfIssue(issue, place, issue.path.join('.')))
    .map(({ code, params }) => t(`problem.${code}`, params))
    .join('; ');
  throw new UserError('usage', { reason });
}

/** Telegraf's result codes of a target that was not reached. */
const SILENT_RESULTS: Readonly<Record<string, readonly string[]>> = {
  net_response: ['timeout', 'connection_failed'],
  http_response: ['timeout', 'connection_failed', 'dns_error'],
};

/** The target gave no answer to this measurement. */
function isSilent(point: Point): boolean {
  if (point.measurement === 'videoconf') return point.fields.reachable === false;
  if (point.measurement === 'dns_query') return point.fields.rcode_value === undefined;
  if (point.measurement === 'throughput') return point.fields.success === false;
  const silent = SILENT_RESULTS[point.measurement];
  if (silent) return silent.includes(point.tags.result ?? '');
  if (point.measurement === 'snmp') return numericField(point, 'result_code') !== 0;
  const received = numericField(point, 'packets_received') ?? numericField(point, 'received');
  return received === 0;
}

export async function runProbe(
  { out, t }: Terminal,
  options: ProbeCommandOptions,
  kind: string,
  target: string,
): Promise<number> {
  if (!isProbeKind(kind)) throw new UserError('probe_kind', { kind, known: PROBE_KINDS.join(', ') });
  const job = jobOf(kind, target, options, t);
  let onFirst: (points: Point[]) => void = () => {};
  const first = new Promise<Point[]>((resolve) => {
    onFirst = resolve;
  });
  let printed = false;
  const profiles = new ProfileLibrary();
  const probe = await startProbe(job, {
    scheduler: new Scheduler(),
    // The line protocol says that nothing answered; the log would say it again.
    logger: openLogger('probe', 'silent'),
    now: Date.now,
    profiles: () => profiles.all(),
    emit(points) {
      if (options.once && printed) return;
      printed = true;
      out(formatPoints(points).trimEnd());
      onFirst(points);
    },
  });
  try {
    if (!options.once) {
      await untilToldToStop();
      return EXIT.ok;
    }
    const points = await withPatience(first);
    return points.some(isSilent) ? EXIT.unreachable : EXIT.ok;
  } finally {
    probe.stop();
  }
}

function withPatience(first: Promise<Point[]>): Promise<Point[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new UserError('probe_silent', { seconds: String(ONCE_PATIENCE_MS / 1_000) }, EXIT.unreachable),
        ),
      ONCE_PATIENCE_MS,
    );
    void first.then((points) => {
      clearTimeout(timer);
      resolve(points);
    });
  });
}
