/** `canhmang probe KIND TARGET`: measures and prints line protocol, like `telegraf --test`. */
import { isProbeKind, PROBE_KINDS, startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { EXIT, UserError } from '../../config/error.ts';
import { parseDuration } from '../../model/duration.ts';
import { formatPoints } from '../../model/line-protocol.ts';
import type { Point } from '../../model/point.ts';
import { numericField } from '../../model/point.ts';
import type { ProbeJob } from '../../model/probe-settings.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import { openLogger } from '../terminal.ts';

export interface ProbeCommandOptions {
  readonly once?: boolean;
  readonly every: string;
  readonly community: string;
  readonly snmpVersion: string;
  readonly timeout?: string;
  readonly packets?: string;
}

/** Longest wait for the one measurement: a slow device with many interfaces. */
const ONCE_PATIENCE_MS = 60_000;

function settingsOf(kind: ProbeJob['kind'], options: ProbeCommandOptions): Record<string, unknown> {
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
  switch (kind) {
    case 'host':
      return {};
    case 'snmp':
      return { ...timeout, community: options.community, version: options.snmpVersion };
    case 'ping':
    case 'stamp':
      return { ...timeout, ...(options.packets === undefined ? {} : { packets: Number(options.packets) }) };
  }
}

/** @throws UserError that names what does not fit. */
function jobOf(kind: ProbeJob['kind'], target: string, options: ProbeCommandOptions): ProbeJob {
  const periodMs = parseDuration(options.every);
  const parsed = probeJobSchema.safeParse({
    id: 'probe',
    kind,
    target: target || (kind === 'host' ? 'localhost' : ''),
    periodMs,
    role: kind === 'host' ? 'self' : 'device',
    tags: {},
    settings: settingsOf(kind, options),
  });
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new UserError('usage', { reason });
}

/** The target gave no answer to this measurement. */
function isSilent(point: Point): boolean {
  if (point.measurement === 'snmp') return numericField(point, 'result_code') !== 0;
  const received = numericField(point, 'packets_received') ?? numericField(point, 'received');
  return received === 0;
}

export async function runProbe(
  { out }: Terminal,
  options: ProbeCommandOptions,
  kind: string,
  target: string,
): Promise<number> {
  if (!isProbeKind(kind)) throw new UserError('probe_kind', { kind, known: PROBE_KINDS.join(', ') });
  const job = jobOf(kind, target, options);
  let onFirst: (points: Point[]) => void = () => {};
  const first = new Promise<Point[]>((resolve) => {
    onFirst = resolve;
  });
  let printed = false;
  const probe = await startProbe(job, {
    scheduler: new Scheduler(),
    // The line protocol says that nothing answered; the log would say it again.
    logger: openLogger('probe', 'silent'),
    now: Date.now,
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
