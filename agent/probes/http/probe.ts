/** `http_response` as Telegraf's plugin, and `x509_cert` of the certificate that was shown on the way. */
import type { FieldValue, Point } from '../../../model/point.ts';
import { shownCertificate } from '../certificate.ts';
import { readTrust } from '../connection.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { Round } from '../rounds.ts';
import { failureOf, startRounds } from '../rounds.ts';
import { codecPoints } from '../videoconf.ts';
import type { HttpAnswer } from './request.ts';
import { askHttp } from './request.ts';
import { redirectOf, urlOfTarget } from './target.ts';

/** Telegraf's words and numbers. */
const RESULT_CODES = {
  success: 0n,
  response_string_mismatch: 1n,
  body_read_error: 2n,
  connection_failed: 3n,
  timeout: 4n,
  dns_error: 5n,
  response_status_code_mismatch: 6n,
} as const;
type Result = keyof typeof RESULT_CODES;

type Settings = JobOf<'http'>['settings'];

interface Judged {
  readonly result: Result;
  readonly fields: Record<string, FieldValue>;
}

/** What an answer is worth. Pure. */
export function judgeAnswer(
  answer: HttpAnswer,
  settings: Pick<Settings, 'expect_body' | 'expect_status' | 'method'>,
): Judged {
  const length = settings.method === 'HEAD' ? (answer.announcedBytes ?? 0) : answer.body.length;
  const fields: Record<string, FieldValue> = {
    response_time: answer.responseMs / 1_000,
    http_response_code: BigInt(answer.status),
    content_length: BigInt(length),
  };
  let result: Result = 'success';
  if (settings.expect_body !== undefined) {
    const matches = answer.body.includes(settings.expect_body);
    fields.response_string_match = matches ? 1n : 0n;
    if (!matches) result = answer.cut ? 'body_read_error' : 'response_string_mismatch';
  } else if (answer.cut) result = 'body_read_error';
  if (settings.expect_status !== undefined) {
    const matches = settings.expect_status.includes(answer.status);
    fields.response_status_code_match = matches ? 1n : 0n;
    if (!matches) result = 'response_status_code_mismatch';
  }
  return { result, fields };
}

async function measure(job: JobOf<'http'>, start: URL, round: Round): Promise<Point[]> {
  const { settings } = job;
  const about = { ...job.tags, role: job.role };
  // Not readable: ours to mend, not the target's failure.
  const trust = await readTrust(settings.ca_file);
  const certificates: Point[] = [];
  const ask = (url: URL) =>
    askHttp({
      url,
      method: settings.method,
      serverName: settings.server_name,
      trust,
      maxBodyBytes: settings.max_body_bytes,
      signal: round.signal,
      onSecure: (socket) => {
        const source = `https://${url.hostname}:${url.port || 443}`;
        certificates.push(...shownCertificate(socket, { tags: about, source, timeMs: round.startMs }));
      },
    });
  const follow = async (url: URL, left: number): Promise<HttpAnswer> => {
    const answer = await ask(url);
    const next = left > 0 ? redirectOf(answer.status, answer.location, url) : undefined;
    return next ? follow(next, left - 1) : answer;
  };
  const tags: Record<string, string> = { ...about, server: start.href, method: settings.method };
  const point = ({ result, fields }: Judged): Point => ({
    measurement: 'http_response',
    tags: { ...tags, result },
    fields: { ...fields, result_code: RESULT_CODES[result], result_type: result },
    timeMs: round.startMs,
  });
  try {
    const answer = await follow(start, settings.follow_redirects);
    tags.status_code = String(answer.status);
    // Any answer, also a refusal, says that the device is there.
    const reached = codecPoints(job, round, answer.responseMs);
    return [point(judgeAnswer(answer, settings)), ...certificates, ...reached];
  } catch (error) {
    const failure = failureOf(error, round.signal);
    return [point({ result: failure, fields: {} }), ...certificates, ...codecPoints(job, round, failure)];
  }
}

export const httpProbe: Probe<'http'> = {
  kind: 'http',
  start(job: JobOf<'http'>, context: ProbeContext): RunningProbe {
    const url = urlOfTarget(job.target, job.settings);
    return startRounds(job, job.settings.timeout, context, (round) => {
      if (!url) throw new Error(`${job.target} makes no URL`);
      return measure(job, url, round);
    });
  },
};
