import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answers,
  decodeResponse,
  decodeResponses,
  encodeOptions,
  MAX_HEAD_BYTES,
} from '../../../../../agent/probes/sip/message.ts';

const IDENTITY = { branch: 'b1', callId: 'c1', fromTag: 't1', sequence: 42 };
const REQUEST = {
  ...IDENTITY,
  transport: 'udp',
  target: { host: '10.0.0.1', port: 5060 },
  local: { host: '10.0.0.9', port: 40_000 },
  user: undefined,
  userAgent: 'canhmang/1',
} as const;

const OK = [
  'SIP/2.0 200 OK',
  'Via: SIP/2.0/UDP 10.0.0.9:40000;branch=z9hG4bKb1;rport=40000;received=10.0.0.9',
  'From: <sip:canhmang@10.0.0.9:40000>;tag=t1',
  'To: <sip:10.0.0.1:5060>;tag=x',
  'Call-ID: c1',
  'CSeq: 42 OPTIONS',
  'User-Agent: TANDBERG/529 (TC7.3.21)',
  'Content-Length: 0',
];

describe('OPTIONS', () => {
  it('is as RFC 3261 section 11.1 writes it', () => {
    expect(encodeOptions(REQUEST).split('\r\n')).toEqual([
      'OPTIONS sip:10.0.0.1:5060 SIP/2.0',
      'Via: SIP/2.0/UDP 10.0.0.9:40000;branch=z9hG4bKb1;rport',
      'Max-Forwards: 70',
      'From: <sip:canhmang@10.0.0.9:40000>;tag=t1',
      'To: <sip:10.0.0.1:5060>',
      'Call-ID: c1',
      'CSeq: 42 OPTIONS',
      'Contact: <sip:canhmang@10.0.0.9:40000>',
      'Accept: application/sdp',
      'User-Agent: canhmang/1',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it('names transport, user and IPv6 addresses', () => {
    const target = { host: '2001:db8::1', port: 5061 };
    const local = { host: '::1', port: 40_000 };
    const lines = encodeOptions({ ...REQUEST, transport: 'tls', user: 'phong-hop', target, local }).split(
      '\r\n',
    );
    expect(lines[0]).toBe('OPTIONS sip:phong-hop@[2001:db8::1]:5061;transport=tls SIP/2.0');
    expect(lines[1]).toBe('Via: SIP/2.0/TLS [::1]:40000;branch=z9hG4bKb1;rport');
    expect(lines[4]).toBe('To: <sip:phong-hop@[2001:db8::1]:5061>');
  });
});

describe('a response', () => {
  it('is read as far as it matters', () => {
    expect(decodeResponse(OK.join('\r\n'))).toEqual({
      status: 200,
      userAgent: 'TANDBERG/529 (TC7.3.21)',
      branch: 'z9hG4bKb1',
      callId: 'c1',
      sequence: '42 OPTIONS',
      contentLength: 0,
    });
  });

  it('may be written in short names, continued lines and several Vias', () => {
    const head = [
      'SIP/2.0 486 Busy Here',
      'v: SIP/2.0/UDP 10.0.0.9:40000',
      '  ;branch=z9hG4bKb1 , SIP/2.0/UDP other;branch=z9hG4bKother',
      'i:c1',
      'CSEQ: 42   OPTIONS',
      'l: 7',
      'Server: MCU',
    ];
    expect(decodeResponse(head.join('\r\n'))).toEqual({
      status: 486,
      userAgent: 'MCU',
      branch: 'z9hG4bKb1',
      callId: 'c1',
      sequence: '42 OPTIONS',
      contentLength: 7,
    });
  });

  it('is none without its status line', () => {
    for (const first of ['', 'OPTIONS sip:a SIP/2.0', 'SIP/2.0 99 No', 'SIP/2.0 7000', 'HTTP/1.1 200 OK'])
      expect(decodeResponse([first, ...OK.slice(1)].join('\r\n'))).toBeUndefined();
  });

  it('answers the request whose branch, Call-ID and CSeq it repeats, and no other', () => {
    const response = decodeResponse(OK.join('\r\n'))!;
    expect(answers(response, IDENTITY)).toBe(true);
    expect(answers(response, { ...IDENTITY, branch: 'b2' })).toBe(false);
    expect(answers(response, { ...IDENTITY, callId: 'c2' })).toBe(false);
    expect(answers(response, { ...IDENTITY, sequence: 43 })).toBe(false);
    expect(answers({ ...response, sequence: '42 INVITE' }, IDENTITY)).toBe(false);
  });

  it('gives a device’s name without what would disturb, at most 128 characters', () => {
    const named = (name: string) => decodeResponse(`SIP/2.0 200 OK\r\nUser-Agent: ${name}`)?.userAgent;
    expect(named('a\u0007b\u200ec')).toBe('a b c');
    expect([...named('📺'.repeat(500))!]).toHaveLength(128);
    expect(named('')).toBeUndefined();
  });

  it('never throws and stays bounded, whatever comes', () => {
    const line = fc.oneof(fc.constantFrom(...OK), fc.string({ maxLength: 300, unit: 'binary' }));
    const head = fc.array(line, { maxLength: 30 }).map((lines) => ['SIP/2.0 200 OK', ...lines].join('\r\n'));
    fc.assert(
      fc.property(fc.oneof(head, fc.string({ unit: 'binary' })), (text) => {
        const response = decodeResponse(text);
        if (!response) return;
        expect(response.status).toBeGreaterThanOrEqual(100);
        expect(response.status).toBeLessThan(700);
        expect([...(response.userAgent ?? '')].length).toBeLessThanOrEqual(128);
        expect(response.contentLength).toBeLessThan(10_000_000);
      }),
    );
  });

  it('is read in a moment, however long and however made', () => {
    for (const part of ['\r\n a', 'a:b\r\n', ';branch', ' ', 'Via: x;branch=;', '\r\n'])
      expect(
        decodeResponse(`SIP/2.0 200 OK\r\nVia: ${part.repeat(MAX_HEAD_BYTES)}`)?.status,
        JSON.stringify(part),
      ).toBe(200);
  });
});

describe('a stream of responses', () => {
  const wire = (text: string) => Buffer.from(text, 'latin1');
  const trying = 'SIP/2.0 100 Trying\r\nContent-Length: 4\r\n\r\nbody';
  const ok = `${OK.join('\r\n')}\r\n\r\n`;

  it('is cut by the lengths of their bodies', () =>
    expect(decodeResponses(wire(`\r\n\r\n${trying}${ok}`)).map(({ status }) => status)).toEqual([100, 200]));

  it('waits for the end of a head', () =>
    expect(decodeResponses(wire(trying + ok).subarray(0, -1)).map(({ status }) => status)).toEqual([100]));

  it('never throws, wherever it is cut and whatever comes', () => {
    const stream = fc
      .array(
        fc.oneof(
          fc.constantFrom(trying, ok, '\r\n', '\r\n\r\n'),
          fc.string({ maxLength: 50, unit: 'binary' }),
        ),
      )
      .map((parts) => wire(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(stream, fc.uint8Array().map(Buffer.from)), fc.nat(2_000), (bytes, cut) => {
        const count = decodeResponses(bytes.subarray(0, cut)).length;
        expect(count).toBeLessThanOrEqual(bytes.length / 4);
      }),
    );
  });
});
