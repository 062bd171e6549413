/** `dns_query` as Telegraf's plugin: one query over UDP, not repeated. The DNS probe and the host probe measure by it. */
import { randomInt } from 'node:crypto';
import type { FieldValue, Point } from '../../model/point.ts';
import type { DnsRecordType } from '../../model/probe-settings.ts';
import { DNS_RECORD_TYPES } from '../../model/probe-settings.ts';
import type { Target } from '../../model/target.ts';
import { withDatagrams } from './datagrams.ts';
import type { DnsAnswer } from './dns-packet.ts';
import { decodeDnsAnswer, encodeDnsQuery, rcodeName } from './dns-packet.ts';
import type { Round } from './rounds.ts';
import { failureOf } from './rounds.ts';

/** Telegraf's words and numbers; an answer with another code than NOERROR is an error too. */
const RESULT_CODES = { success: 0n, timeout: 1n, error: 2n } as const;
type Result = keyof typeof RESULT_CODES;

export interface DnsQuestion {
  readonly server: Target;
  readonly domain: string;
  readonly recordType: DnsRecordType;
  /** Tags of the point besides its own. */
  readonly tags: Readonly<Record<string, string>>;
}

function ask(
  { server, domain, recordType }: DnsQuestion,
  { signal }: Round,
): Promise<DnsAnswer & { queryMs: number }> {
  const query = encodeDnsQuery({ id: randomInt(0x1_0000), domain, type: DNS_RECORD_TYPES[recordType] });
  return withDatagrams(server, signal, async (datagrams) => {
    const startedMs = performance.now();
    datagrams.send(query);
    const answer = await datagrams.receive((message) => decodeDnsAnswer(message, query));
    return { ...answer, queryMs: performance.now() - startedMs };
  });
}

/** A server that does not answer is a measurement too. */
export async function measureDns(question: DnsQuestion, round: Round): Promise<Point> {
  const { server, domain, recordType, tags: given } = question;
  const about = { ...given, server: server.host, domain, record_type: recordType };
  const point = (result: Result, fields: Record<string, FieldValue>, tags: Record<string, string>) => ({
    measurement: 'dns_query',
    tags: { ...about, ...tags, result },
    fields: { ...fields, result_code: RESULT_CODES[result] },
    timeMs: round.startMs,
  });
  try {
    const { rcode, answers, truncated, queryMs } = await ask(question, round);
    const fields = {
      query_time_ms: queryMs,
      rcode_value: BigInt(rcode),
      answers: BigInt(answers),
      truncated,
    };
    return point(rcode === 0 ? 'success' : 'error', fields, { rcode: rcodeName(rcode) });
  } catch (error) {
    return point(failureOf(error, round.signal) === 'timeout' ? 'timeout' : 'error', {}, {});
  }
}
