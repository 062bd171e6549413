/** `dns_query` as Telegraf's plugin: one query over UDP, not repeated. */
import { randomInt } from 'node:crypto';
import type { FieldValue } from '../../../model/point.ts';
import { DNS_RECORD_TYPES } from '../../../model/probe-settings.ts';
import { splitTarget } from '../../../model/target.ts';
import { withDatagrams } from '../datagrams.ts';
import type { JobOf, Probe, ProbeContext, RunningProbe } from '../probe.ts';
import type { Round } from '../rounds.ts';
import { failureOf, startRounds } from '../rounds.ts';
import type { DnsAnswer } from './packet.ts';
import { decodeDnsAnswer, encodeDnsQuery, rcodeName } from './packet.ts';

/** Telegraf's words and numbers; an answer with another code than NOERROR is an error too. */
const RESULT_CODES = { success: 0n, timeout: 1n, error: 2n } as const;
type Result = keyof typeof RESULT_CODES;

function ask(job: JobOf<'dns'>, { signal }: Round): Promise<DnsAnswer & { queryMs: number }> {
  const { port, domain, record_type } = job.settings;
  const query = encodeDnsQuery({ id: randomInt(0x1_0000), domain, type: DNS_RECORD_TYPES[record_type] });
  return withDatagrams(splitTarget(job.target, port), signal, async (datagrams) => {
    const startedMs = performance.now();
    datagrams.send(query);
    const answer = await datagrams.receive((message) => decodeDnsAnswer(message, query));
    return { ...answer, queryMs: performance.now() - startedMs };
  });
}

export const dnsProbe: Probe<'dns'> = {
  kind: 'dns',
  start(job: JobOf<'dns'>, context: ProbeContext): RunningProbe {
    const { host } = splitTarget(job.target, job.settings.port);
    const { domain, record_type } = job.settings;
    const about = { ...job.tags, role: job.role, server: host, domain, record_type };
    return startRounds(job, job.settings.timeout, context, async (round) => {
      const point = (result: Result, fields: Record<string, FieldValue>, tags: Record<string, string>) => ({
        measurement: 'dns_query',
        tags: { ...about, ...tags, result },
        fields: { ...fields, result_code: RESULT_CODES[result] },
        timeMs: round.startMs,
      });
      try {
        const { rcode, answers, truncated, queryMs } = await ask(job, round);
        const fields = {
          query_time_ms: queryMs,
          rcode_value: BigInt(rcode),
          answers: BigInt(answers),
          truncated,
        };
        return [point(rcode === 0 ? 'success' : 'error', fields, { rcode: rcodeName(rcode) })];
      } catch (error) {
        return [point(failureOf(error, round.signal) === 'timeout' ? 'timeout' : 'error', {}, {})];
      }
    });
  },
};
