/** The request that a SIP device is asked with, and what is read of its answer (RFC 3261). Pure. */

/** Of a branch that is unique by itself (section 8.1.1.7). */
const MAGIC_COOKIE = 'z9hG4bK';
/** Longest head of an answer, bytes: a datagram's worth, and no device needs more over TCP. */
export const MAX_HEAD_BYTES = 65_536;
/** Header fields of an answer that are looked at. */
const MAX_HEADER_FIELDS = 256;
/** Of the text that a device gives as its name, characters. */
const MAX_USER_AGENT_LENGTH = 128;

export type SipTransport = 'udp' | 'tcp' | 'tls';

/** What tells an answer to this request from any other; random text without spaces. */
export interface SipIdentity {
  readonly branch: string;
  readonly callId: string;
  readonly fromTag: string;
  /** Below 2^31 (section 8.1.1.5). */
  readonly sequence: number;
}

interface SipAddress {
  readonly host: string;
  readonly port: number;
}

export interface SipOptionsRequest extends SipIdentity {
  readonly transport: SipTransport;
  readonly target: SipAddress;
  readonly local: SipAddress;
  readonly user: string | undefined;
  readonly userAgent: string;
}

function written({ host, port }: SipAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** OPTIONS asks what a device can do and changes nothing there (section 11). */
export function encodeOptions(request: SipOptionsRequest): string {
  const { transport, target, local, user } = request;
  const parameter = transport === 'udp' ? '' : `;transport=${transport}`;
  const uri = `sip:${user === undefined ? '' : `${user}@`}${written(target)}`;
  const head = [
    `OPTIONS ${uri}${parameter} SIP/2.0`,
    // rport: the answer comes back through address translation (RFC 3581).
    `Via: SIP/2.0/${transport.toUpperCase()} ${written(local)};branch=${MAGIC_COOKIE}${request.branch};rport`,
    'Max-Forwards: 70',
    `From: <sip:canhmang@${written(local)}>;tag=${request.fromTag}`,
    `To: <${uri}>`,
    `Call-ID: ${request.callId}`,
    `CSeq: ${request.sequence} OPTIONS`,
    `Contact: <sip:canhmang@${written(local)}${parameter}>`,
    'Accept: application/sdp',
    `User-Agent: ${request.userAgent}`,
    'Content-Length: 0',
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

export interface SipResponse {
  /** 100 to 699. */
  readonly status: number;
  readonly userAgent: string | undefined;
  readonly branch: string | undefined;
  readonly callId: string | undefined;
  /** `42 OPTIONS` */
  readonly sequence: string | undefined;
  /** Bytes of the body; 0 where the header does not say. */
  readonly contentLength: number;
}

const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: |$)/i;
/** Section 7.3.3. */
const COMPACT_NAMES: Readonly<Record<string, string>> = { v: 'via', i: 'call-id', l: 'content-length' };
const BRANCH = /;\s*branch\s*=\s*([^;,\s]+)/i;

/** The first value of each field; continued lines are joined (section 7.3.1). */
function headerFields(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines.slice(0, MAX_HEADER_FIELDS)) {
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) fields.set(last, `${fields.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const fullName = Object.hasOwn(COMPACT_NAMES, name) ? (COMPACT_NAMES[name] ?? name) : name;
    last = undefined;
    if (fullName === '' || fields.has(fullName)) continue;
    fields.set(fullName, line.slice(colon + 1).trim());
    last = fullName;
  }
  return fields;
}

function printable(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const clean = text.slice(0, 4 * MAX_USER_AGENT_LENGTH).replace(/\p{C}/gu, ' ');
  return [...clean].slice(0, MAX_USER_AGENT_LENGTH).join('');
}

/** @param head up to the empty line. @returns `undefined` for what is no response. */
export function decodeResponse(head: string): SipResponse | undefined {
  const [first = '', ...lines] = head.slice(0, MAX_HEAD_BYTES).split(/\r?\n/);
  const status = STATUS_LINE.exec(first)?.[1];
  if (status === undefined) return undefined;
  const fields = headerFields(lines);
  const length = fields.get('content-length') ?? '';
  return {
    status: Number(status),
    userAgent: printable(fields.get('user-agent') ?? fields.get('server')),
    branch: BRANCH.exec(fields.get('via')?.split(',')[0] ?? '')?.[1],
    callId: fields.get('call-id'),
    sequence: fields.get('cseq')?.replace(/\s+/g, ' '),
    contentLength: /^\d{1,7}$/.test(length) ? Number(length) : 0,
  };
}

/** By the topmost Via's branch and the method (section 17.1.3); Call-ID and number besides, as every device copies them. */
export function answers(response: SipResponse, request: SipIdentity): boolean {
  return (
    response.branch === `${MAGIC_COOKIE}${request.branch}` &&
    response.callId === request.callId &&
    response.sequence === `${request.sequence} OPTIONS`
  );
}

/** All whole responses at the start of a stream, bodies skipped (section 18.3). */
export function decodeResponses(received: Buffer): SipResponse[] {
  const responses: SipResponse[] = [];
  // Every byte is its own character: positions in text and bytes are the same.
  const text = received.toString('latin1');
  let position = 0;
  for (;;) {
    // Empty lines between messages keep a connection alive (section 7.5, RFC 5626).
    while (text[position] === '\r' || text[position] === '\n') position++;
    const end = text.indexOf('\r\n\r\n', position);
    if (end < 0) return responses;
    const response = decodeResponse(received.subarray(position, end).toString('utf8'));
    if (response) responses.push(response);
    position = end + 4 + (response?.contentLength ?? 0);
  }
}
