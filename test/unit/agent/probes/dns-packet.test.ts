import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDnsAnswer, encodeDnsQuery, rcodeName } from '../../../../agent/probes/dns-packet.ts';
import { DNS_RECORD_TYPES, dnsSettingsSchema } from '../../../../model/probe-settings.ts';

const QUERY = encodeDnsQuery({ id: 0x1234, domain: 'Yen-Bai.vn', type: DNS_RECORD_TYPES.AAAA });

/** The query turned into its answer: flags and the count of answers. */
function answered(flags: number, answers = 0, change: (packet: Buffer) => void = () => {}): Buffer {
  const packet = Buffer.concat([QUERY, Buffer.alloc(16)]);
  packet.writeUInt16BE(flags, 2);
  packet.writeUInt16BE(answers, 6);
  change(packet);
  return packet;
}

describe('a DNS query', () => {
  it('is as RFC 1035 section 4.1 writes it', () => {
    expect(QUERY.toString('hex')).toBe(
      [
        '1234',
        '0100',
        '0001',
        '0000',
        '0000',
        '0000',
        '0759656e2d426169',
        '02766e',
        '00',
        '001c',
        '0001',
      ].join(''),
    );
  });

  it('asks for the root with an empty name', () => {
    expect(encodeDnsQuery({ id: 0, domain: '.', type: 2 }).toString('hex')).toBe(
      '000001000001000000000000' + '00' + '00020001',
    );
  });

  it('takes every name that the settings take', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 6 }), fc.boolean(), (labels, dot) => {
        const domain = labels.join('.') + (dot ? '.' : '');
        fc.pre(domain.length <= 253);
        expect(dnsSettingsSchema.safeParse({ domain }).success).toBe(true);
        expect(encodeDnsQuery({ id: 1, domain, type: 1 })).toHaveLength(12 + labels.join('.').length + 2 + 4);
      }),
    );
  });

  it.each(['', 'a..b', '.a', 'x'.repeat(64), 'a b', 'ổ.vn', `${'a.'.repeat(128)}a`])(
    'is not made of the name "%s"',
    (domain) => expect(dnsSettingsSchema.safeParse({ domain }).success).toBe(false),
  );
});

describe('a DNS answer', () => {
  it('says its code and how many records there are', () => {
    expect(decodeDnsAnswer(answered(0x8180, 3), QUERY)).toEqual({ rcode: 0, answers: 3, truncated: false });
    expect(decodeDnsAnswer(answered(0x8383), QUERY)).toEqual({ rcode: 3, answers: 0, truncated: true });
  });

  it('may write the name in another case, or leave the question out', () => {
    expect(
      decodeDnsAnswer(
        answered(0x8180, 1, (packet) => packet.write('yEN-bAI', 13)),
        QUERY,
      ),
    ).toBeDefined();
    const bare = answered(0x8185, 0, (packet) => packet.writeUInt16BE(0, 4)).subarray(0, 12);
    expect(decodeDnsAnswer(bare, QUERY)).toMatchObject({ rcode: 5 });
  });

  it.each([
    ['a query', answered(0x0100)],
    ['of another id', answered(0x8180, 0, (packet) => packet.writeUInt16BE(1, 0))],
    ['to another question', answered(0x8180, 0, (packet) => packet.write('x', 13))],
    ['to two questions', answered(0x8180, 0, (packet) => packet.writeUInt16BE(2, 4))],
    ['of another operation', answered(0xa180)],
    ['shorter than a header', answered(0x8180).subarray(0, 11)],
    ['shorter than the question', answered(0x8180).subarray(0, 20)],
  ])('is not %s', (_, packet) => expect(decodeDnsAnswer(packet, QUERY)).toBeUndefined());

  it('never throws, and is bounded', () => {
    const bytes = fc.uint8Array({ maxLength: 64 });
    const near = fc
      .tuple(fc.nat(QUERY.length - 1), fc.nat(255))
      .map(([at, value]) => answered(0x8180, 1, (packet) => packet.writeUInt8(value, at)));
    fc.assert(
      fc.property(fc.oneof(bytes, near), (packet) => {
        const answer = decodeDnsAnswer(Buffer.from(packet), QUERY);
        if (!answer) return;
        expect(answer.rcode).toBeLessThan(16);
        expect(answer.answers).toBeLessThan(65_536);
      }),
    );
  });
});

describe('rcodeName', () => {
  it('has names for those in use', () =>
    expect([0, 2, 3, 5, 13].map(rcodeName)).toEqual([
      'NOERROR',
      'SERVFAIL',
      'NXDOMAIN',
      'REFUSED',
      'RCODE13',
    ]));
});
