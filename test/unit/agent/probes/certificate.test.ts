import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShownCertificate } from '../../../../agent/probes/certificate.ts';
import { certificatePoint } from '../../../../agent/probes/certificate.ts';

const ABOUT = {
  tags: { site: 'a' },
  source: 'https://10.0.0.1:443',
  timeMs: Date.UTC(2026, 0, 2, 0, 0, 0, 900),
};

const SHOWN = {
  subject: { CN: 'codec.example', O: 'UBND', OU: 'CNTT', C: 'VN', ST: 'YB', L: 'Yen Bai' },
  issuer: { CN: 'Private CA', O: '', OU: '', C: '', ST: '', L: '' },
  subjectaltname: 'DNS:codec.example, IP Address:10.0.0.1',
  serialNumber: '0A1B',
  valid_from: 'Jan  1 00:00:00 2026 GMT',
  valid_to: 'Jan  3 00:00:00 2026 GMT',
  fingerprint256: 'AA:BB',
};

/** Longest tag that may come of what a peer wrote, characters. */
const MAX_TAG = 256;

describe('x509_cert', () => {
  it('has Telegraf’s tags and fields', () => {
    expect(certificatePoint(SHOWN, undefined, ABOUT)).toEqual({
      measurement: 'x509_cert',
      tags: {
        site: 'a',
        source: 'https://10.0.0.1:443',
        common_name: 'codec.example',
        organization: 'UBND',
        organizational_unit: 'CNTT',
        country: 'VN',
        province: 'YB',
        locality: 'Yen Bai',
        issuer_common_name: 'Private CA',
        serial_number: '0a1b',
        san: 'codec.example,10.0.0.1',
        verification: 'valid',
      },
      fields: {
        verification_code: 0n,
        startdate: 1_767_225_600n,
        enddate: 1_767_398_400n,
        age: 86_400n,
        expiry: 86_400n,
      },
      timeMs: ABOUT.timeMs,
    });
  });

  it('says why a certificate does not verify, and how long it has been over', () => {
    const point = certificatePoint(
      { ...SHOWN, valid_to: 'Jan  1 12:00:00 2026 GMT' },
      'CERT_HAS_EXPIRED',
      ABOUT,
    );
    expect(point?.tags.verification).toBe('invalid');
    expect(point?.fields).toMatchObject({
      verification_code: 1n,
      verification_error: 'CERT_HAS_EXPIRED',
      expiry: -43_200n,
    });
  });

  it('takes the first of several values', () => {
    const subject = { ...SHOWN.subject, CN: ['one', 'two'] as unknown as string };
    expect(certificatePoint({ ...SHOWN, subject }, undefined, ABOUT)?.tags.common_name).toBe('one');
  });

  it('is none where the peer showed none', () => {
    expect(certificatePoint({}, 'no certificate', ABOUT)).toBeUndefined();
  });

  it('never throws and stays bounded, whatever a peer writes into its certificate', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 600, unit: 'binary' }),
      fc.array(fc.string()),
      fc.object({ maxDepth: 1 }),
      fc.constant(undefined),
    );
    const shown = fc.record({
      subject: fc.oneof(anything, fc.record({ CN: anything, O: anything })),
      issuer: fc.oneof(anything, fc.record({ CN: anything })),
      subjectaltname: anything,
      serialNumber: anything,
      valid_from: anything,
      valid_to: anything,
      fingerprint256: fc.constant('AA'),
    });
    fc.assert(
      fc.property(shown, fc.string({ maxLength: 600 }), (certificate, problem) => {
        const point = certificatePoint(certificate as unknown as ShownCertificate, problem, ABOUT);
        const texts = [...Object.values(point?.tags ?? {}), String(point?.fields.verification_error)];
        for (const text of texts) expect([...text].length).toBeLessThanOrEqual(MAX_TAG);
      }),
    );
  });
});
