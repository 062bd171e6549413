/** Measurements of what answers at an address; those that Telegraf has, by its names. */
import type { MeasurementSpec } from './schema.ts';
import { ASKED, float, integer, text, truth } from './schema.ts';

const RESULT = 'outcome in one word';

const netResponse: MeasurementSpec = {
  name: 'net_response',
  help: 'A TCP connection, with TLS and an expected text where wanted.',
  by: 'probe `tcp`',
  tags: { ...ASKED, server: 'host', port: 'port', protocol: '`tcp`', result: RESULT },
  fields: {
    response_time: float('s', 'until it was connected, or the text was there'),
    result_code: integer('code', '0 success, 1 timeout, 2 not connected, 3 nothing read, 4 another text'),
    result_type: text(RESULT),
  },
};

const httpResponse: MeasurementSpec = {
  name: 'http_response',
  help: 'A request by HTTP or HTTPS.',
  by: 'probe `http`',
  tags: {
    ...ASKED,
    server: 'URL',
    method: 'method',
    status_code: 'status, where there was one',
    result: RESULT,
  },
  fields: {
    response_time: float('s', 'until the answer was here'),
    http_response_code: integer('code', 'status'),
    content_length: integer('B', 'length of the answer'),
    response_string_match: integer('code', '1 the expected text was in it, 0 it was not'),
    response_status_code_match: integer('code', '1 the status was as expected, 0 it was not'),
    result_code: integer(
      'code',
      '0 success, 1 another text, 2 cut off, 3 not connected, 4 timeout, 5 no such name, 6 another status',
    ),
    result_type: text(RESULT),
  },
};

const dnsQuery: MeasurementSpec = {
  name: 'dns_query',
  help: 'A question to a name server over UDP, not repeated.',
  by: 'probe `dns`; probe `host`, for the machine’s own name servers',
  tags: {
    ...ASKED,
    host: 'name of the agent’s machine, where it asks for itself',
    server: 'name server',
    domain: 'name asked for',
    record_type: 'type asked for',
    rcode: 'answer in one word (RFC 1035, RFC 6895)',
    result: RESULT,
  },
  fields: {
    query_time_ms: float('ms', 'until the answer was here'),
    rcode_value: integer('code', 'RCODE of the answer'),
    answers: integer('count', 'records in the answer'),
    truncated: truth('whether there was more than fits into a datagram'),
    result_code: integer('code', '0 success, 1 timeout, 2 error'),
  },
};

const certificate: MeasurementSpec = {
  name: 'x509_cert',
  help: 'The certificate that a server showed.',
  by: 'probes `http`, `tcp` and `sip` with TLS',
  tags: {
    ...ASKED,
    source: 'URL of the server',
    common_name: 'whose it is',
    organization: 'organisation',
    organizational_unit: 'unit of the organisation',
    country: 'country',
    province: 'province',
    locality: 'place',
    issuer_common_name: 'who issued it',
    serial_number: 'serial number, hexadecimal',
    san: 'other names, with commas between them',
    verification: '`valid` or `invalid`',
  },
  fields: {
    verification_code: integer('code', '0 it verifies, 1 it does not'),
    verification_error: text('why it does not'),
    startdate: integer('s', 'valid from, seconds since 1970'),
    enddate: integer('s', 'valid until, seconds since 1970'),
    age: integer('s', 'since it is valid'),
    expiry: integer('s', 'until it is not; negative: since it is not'),
  },
};

const videoconf: MeasurementSpec = {
  name: 'videoconf',
  help: 'A room’s codec, by whichever protocol it was asked.',
  by: 'probes `sip`, `h323` and `snmp`; `http` and `tcp` where they are about a room',
  tags: { ...ASKED, protocol: 'kind of the probe', target: 'address of the codec' },
  fields: {
    reachable: truth('whether it answered'),
    result_type: text(RESULT),
    response_ms: float('ms', 'until the answer was here'),
    status_code: integer('code', 'status of the SIP answer (RFC 3261 section 21)'),
    user_agent: text('what the codec calls itself (SIP)'),
    h323_answer: text('message that a SETUP was answered with (ITU-T H.225.0)'),
    in_call: truth('whether it is in a call'),
    call_rate_kbps: float('kbit/s', 'rate of the call'),
    loss_percent: float('%', 'loss in the call, of the call that loses most'),
    jitter_ms: float('ms', 'jitter in the call, of the call that has most'),
  },
};

export const SERVICE_MEASUREMENTS: readonly MeasurementSpec[] = [
  netResponse,
  httpResponse,
  dnsQuery,
  certificate,
  videoconf,
];
