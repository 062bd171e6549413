/** `canhmang diag ping|link|sip|h323|http|dns|snmp HOST`: measures until Ctrl-C, shows it live, and sums it up. */
import { stringify } from 'csv-stringify/sync';
import { startProbe } from '../../agent/probes/registry.ts';
import { Scheduler } from '../../agent/scheduler.ts';
import { EXIT, UserError } from '../../config/error.ts';
import { ProfileLibrary } from '../../config/profile-library.ts';
import type { LiveTest } from '../../model/diag-tests.ts';
import { parseDuration } from '../../model/duration.ts';
import type { ProbeJob } from '../../model/probe-settings.ts';
import { probeJobSchema } from '../../model/probe-settings.ts';
import { ms } from '../diag/findings.ts';
import { LiveDisplay } from '../diag/live/display.ts';
import type { Meeting } from '../diag/live/meeting.ts';
import { judgeMeeting } from '../diag/live/meeting.ts';
import type { Sample, Summary } from '../diag/live/series.ts';
import { histogram, samplesOf, summarise } from '../diag/live/series.ts';
import { LOSS_PERCENT } from '../diag/verdict.ts';
import { openLogger } from '../logger.ts';
import type { SnmpOptions } from '../snmp-options.ts';
import { snmpCredentialOf } from '../snmp-options.ts';
import { untilToldToStop } from '../supervised.ts';
import type { Terminal } from '../terminal.ts';
import { isTerminal } from '../terminal.ts';

/** What can be watched. */
type Watched = LiveTest | 'snmp';

export interface DiagLiveOptions extends Partial<SnmpOptions> {
  readonly every: string;
  readonly count?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const SHORTEST_PERIOD_MS = 200;

/** One packet a sample: what is lost is to be seen as it happens, and proof by a burst is for states. */
const ONE_PACKET = { packets: 1, confirm_packets: 0 };

/** @throws UserError that names what does not fit. */
export function jobOf(test: Watched, target: string, options: DiagLiveOptions): ProbeJob {
  const periodMs = parseDuration(options.every);
  if (periodMs === undefined || periodMs < SHORTEST_PERIOD_MS)
    throw new UserError('diag_every', { value: options.every });
  const settings = {
    ping: ONE_PACKET,
    link: ONE_PACKET,
    snmp: snmpCredentialOf({ snmpVersion: '2c', ...options }),
    sip: {},
    h323: {},
    http: {},
    dns: {},
  }[test];
  const kind = test === 'link' ? 'stamp' : test;
  const job = { id: 'diag', kind, target, periodMs, role: 'device', tags: {}, settings };
  const parsed = probeJobSchema.safeParse(job);
  if (!parsed.success) throw new UserError('usage', { reason: parsed.error.issues[0]?.message ?? target });
  return parsed.data;
}

/** @throws UserError */
export function countOf({ count }: DiagLiveOptions): number {
  if (count === undefined) return Number.POSITIVE_INFINITY;
  const wanted = Number(count);
  if (!Number.isInteger(wanted) || wanted < 1) throw new UserError('diag_count', { value: count });
  return wanted;
}

/** @param test what is measured. */
export async function runDiagLive(
  terminal: Terminal,
  options: DiagLiveOptions,
  test: Watched,
  target: string,
): Promise<number> {
  const job = jobOf(test, target, options);
  const wanted = countOf(options);
  const samples: Sample[] = [];
  // Where a program reads the result, people still see it live beside.
  const isData = options.json === true || options.csv === true;
  const stream = isData ? process.stderr : process.stdout;
  const output = { isTTY: isTerminal(stream), write: (text: string) => stream.write(text) };
  const display = new LiveDisplay(output, terminal.t);
  const profiles = new ProfileLibrary();
  let onEnough = () => {};
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve;
  });
  const probe = await startProbe(job, {
    scheduler: new Scheduler(),
    logger: openLogger('diag', 'silent'),
    now: Date.now,
    profiles: () => profiles.all(),
    emit(points) {
      for (const sample of samplesOf(points)) {
        if (samples.length >= wanted) return;
        samples.push(sample);
        display.show(samples);
      }
      if (samples.length >= wanted) onEnough();
    },
  });
  try {
    await Promise.race([enough, untilToldToStop()]);
  } finally {
    probe.stop();
    display.end();
  }
  const summary = summarise(samples);
  const meeting = test === 'link' ? judgeMeeting(summary) : undefined;
  if (options.json) terminal.out(JSON.stringify({ test, target, ...summary, meeting, samples }, null, 2));
  else if (options.csv) terminal.out(csvOf(samples));
  else printSummary(terminal, target, summary, samples, meeting);
  if (summary.received === 0) return EXIT.unreachable;
  const isBad = summary.lossPercent >= LOSS_PERCENT || meeting?.fits === false;
  return isBad ? EXIT.problem : EXIT.ok;
}

function csvOf(samples: readonly Sample[]): string {
  const rows = samples.map((sample, index) => [index + 1, sample ?? '']);
  return stringify([['number', 'time_ms'], ...rows]).trimEnd();
}

function printSummary(
  { out, t }: Terminal,
  target: string,
  { sent, received, lossPercent, times }: Summary,
  samples: readonly Sample[],
  meeting: Meeting | undefined,
): void {
  const counts = { target, sent: String(sent), received: String(received), loss: lossPercent.toFixed(1) };
  out(t('diag.live.counts', counts));
  if (!times) return;
  const { minMs, avgMs, p95Ms, maxMs, jitterMs } = times;
  const shown = { min: ms(minMs), avg: ms(avgMs), p95: ms(p95Ms), max: ms(maxMs), jitter: ms(jitterMs) };
  out(t('diag.live.times', shown));
  for (const row of histogram(samples)) out(row);
  if (!meeting) return;
  const reasons = meeting.reasons.map((reason) => t(`diag.live.reason_${reason}`)).join(', ');
  out(
    t(meeting.fits ? 'diag.live.meeting' : 'diag.live.no_meeting', { mos: meeting.mos.toFixed(1), reasons }),
  );
  out(t('diag.live.no_bandwidth'));
}
