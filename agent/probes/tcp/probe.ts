/** `net_response` as Telegraf's plugin: connects, with TLS if wanted, and looks for a text if one is expected. */
import type { FieldValue, Point } from '../../../model/point.ts';
import { splitTarget } from '../../../model/target.ts';
import { shownCertificate } from '../certificate.ts';
import { connect, measuringTls, readTrust, readUntil } from '../connection.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { Failure, Round } from '../rounds.ts';
import { failureOf, startRounds } from '../rounds.ts';
import { codecPoints } from '../videoconf.ts';

/** Telegraf's words and numbers. */
const RESULT_CODES = {
  success: 0n,
  timeout: 1n,
  connection_failed: 2n,
  read_failed: 3n,
  string_mismatch: 4n,
} as const;
type Result = keyof typeof RESULT_CODES;

/** The text that is expected has to come within this. */
const MAX_ANSWER_BYTES = 16_384;

interface Measured {
  readonly result: Result;
  /** Milliseconds until it was connected, or why it was not. */
  readonly reached: number | Failure;
  readonly responseMs?: number;
  readonly certificate?: Point[];
}

async function measure(job: JobOf<'tcp'>, { signal, startMs }: Round): Promise<Measured> {
  const { settings } = job;
  const target = splitTarget(job.target, settings.port);
  const tls = settings.tls
    ? measuringTls(target.host, settings.server_name, await readTrust(settings.ca_file))
    : undefined;
  const startedMs = performance.now();
  const socket = await connect(target, tls, signal).catch((error) => failureOf(error, signal));
  if (typeof socket === 'string') {
    return { result: socket === 'timeout' ? 'timeout' : 'connection_failed', reached: socket };
  }
  const connectedMs = performance.now() - startedMs;
  let responseMs = connectedMs;
  const source = `tcp://${target.host}:${target.port}`;
  const certificate = shownCertificate(socket, {
    tags: { ...job.tags, role: job.role },
    source,
    timeMs: startMs,
  });
  try {
    if (settings.send !== undefined) socket.write(settings.send);
    if (settings.expect === undefined)
      return { result: 'success', reached: connectedMs, responseMs, certificate };
    const expected = Buffer.from(settings.expect);
    let read = false;
    const found = await readUntil(socket, signal, MAX_ANSWER_BYTES, (received) => {
      read = true;
      return received.includes(expected) || undefined;
    }).catch(() => undefined);
    responseMs = performance.now() - startedMs;
    if (found) return { result: 'success', reached: connectedMs, responseMs, certificate };
    return {
      result: read ? 'string_mismatch' : 'read_failed',
      reached: connectedMs,
      responseMs,
      certificate,
    };
  } finally {
    socket.destroy();
  }
}

export const tcpProbe: Probe<'tcp'> = {
  kind: 'tcp',
  start(job: JobOf<'tcp'>, context: ProbeContext): RunningProbe {
    const { host, port } = splitTarget(job.target, job.settings.port);
    return startRounds(job, job.settings.timeout, context, async (round) => {
      const { result, reached, responseMs, certificate = [] } = await measure(job, round);
      const fields: Record<string, FieldValue> = { result_code: RESULT_CODES[result], result_type: result };
      if (responseMs !== undefined) fields.response_time = responseMs / 1_000;
      const tags = {
        ...job.tags,
        role: job.role,
        server: host,
        port: String(port),
        protocol: 'tcp',
        result,
      };
      const point: Point = { measurement: 'net_response', tags, fields, timeMs: round.startMs };
      return [point, ...certificate, ...codecPoints(job, round, reached)];
    });
  },
};
