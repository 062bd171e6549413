import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeOid } from '../../../../../../agent/probes/snmp/codec/oid.ts';
import { PDU, readValues } from '../../../../../../agent/probes/snmp/codec/pdu.ts';
import { UsmEnvelope } from '../../../../../../agent/probes/snmp/codec/usm.ts';
import { SnmpError } from '../../../../../../agent/probes/snmp/errors.ts';
import { Malformed } from '../../../../../../agent/snmp/ber.ts';
import type { UsmKeys } from '../../../../../../agent/snmp-security.ts';
import { localisedKeys } from '../../../../../../agent/snmp-security.ts';

const ENGINE = Buffer.from('80001f8804aaaaaaaa', 'hex');
const user = { user: 'watch', auth_key: 'khoa-xac-thuc', priv_key: 'khoa-ma-hoa' } as const;
const KEYS = {
  'no key': {},
  'SHA-1': localisedKeys({ ...user, level: 'authNoPriv', auth: 'sha1' }, ENGINE),
  'SHA-256 and AES': localisedKeys({ ...user, level: 'authPriv', auth: 'sha256', priv: 'aes128' }, ENGINE),
  'MD5 and DES': localisedKeys({ ...user, level: 'authPriv', auth: 'md5', priv: 'des' }, ENGINE),
} as const satisfies Record<string, UsmKeys>;
const NAME = [encodeOid('1.3.6.1.2.1.1.3.0'), ''] as const;

function envelopeOf(
  keys: UsmKeys,
  { boots = 3, timeS = 1_000, id = ENGINE, name = 'watch', now = (): number => 0, firstSalt = 7n } = {},
): UsmEnvelope {
  const engine = { id, boots, timeS };
  return new UsmEnvelope({ user: name, context: '', keys, engine, now, firstSalt });
}

/** What an engine with these keys answers: a message like a request, but for its type. */
function answerOf(engine: UsmEnvelope, id = 1, type: number = PDU.response): Buffer {
  return engine.seal({ id, type, names: [NAME], rows: 0 });
}

describe.each(Object.entries(KEYS))('with %s', (_, keys) => {
  it('an answer of the engine is opened', () => {
    const pdu = envelopeOf(keys).open(answerOf(envelopeOf(keys)), 1);
    expect(pdu && readValues(pdu, [NAME])).toEqual([undefined]);
  });

  it('the answer to another message is none', () =>
    expect(envelopeOf(keys).open(answerOf(envelopeOf(keys), 2), 1)).toBeUndefined());

  it('no two messages are alike, and none shows what is asked where it is encrypted', () => {
    const envelope = envelopeOf(keys);
    const [one, other] = [answerOf(envelope), answerOf(envelope)];
    if ('priv' in keys) {
      expect(one).not.toEqual(other);
      expect(one.includes(NAME[0])).toBe(false);
    } else expect(one.includes(NAME[0])).toBe(true);
  });

  it('octets turned or cut are an error of the codec, and never an answer where it is signed', () => {
    const datagram = answerOf(envelopeOf(keys));
    fc.assert(
      fc.property(
        fc.nat(datagram.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, turn, cut) => {
          const changed = Buffer.from(cut ? datagram.subarray(0, at) : datagram);
          if (!cut) changed[at] = (changed[at] ?? 0) ^ turn;
          try {
            const opened = envelopeOf(keys).open(changed, 1);
            if ('auth' in keys) expect(opened).toBeUndefined();
          } catch (error) {
            if (!(error instanceof Malformed || error instanceof SnmpError)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('an answer is refused', () => {
  const keys = KEYS['SHA-256 and AES'];
  const open = (datagram: Buffer, own = {}) => {
    try {
      envelopeOf(keys, own).open(datagram, 1);
    } catch (error) {
      return error instanceof SnmpError ? [error.code, error.message] : error;
    }
    return 'opened';
  };
  const other = localisedKeys(
    { ...user, auth_key: 'other-key', level: 'authPriv', auth: 'sha256', priv: 'aes128' },
    ENGINE,
  );
  const { auth } = keys;

  it.each([
    ['with another key', answerOf(envelopeOf(other)), {}, ['engine', 'Wrong Digest']],
    ['in the clear', answerOf(envelopeOf({})), {}, ['foreign', 'not the answer to this request']],
    [
      'signed, but not encrypted',
      answerOf(envelopeOf(auth ? { auth } : {})),
      {},
      ['foreign', 'not the answer to this request'],
    ],
    [
      'of another user',
      answerOf(envelopeOf(keys, { name: 'other' })),
      {},
      ['foreign', 'not the answer to this request'],
    ],
    [
      'of another engine',
      answerOf(envelopeOf(keys, { id: Buffer.from('80001f8804bbbbbbbb', 'hex') })),
      {},
      ['engine', 'an answer of another engine'],
    ],
    ['of an earlier start', answerOf(envelopeOf(keys, { boots: 2 })), {}, ['engine', 'Not In Time Window']],
    ['of 151 seconds ago', answerOf(envelopeOf(keys, { timeS: 849 })), {}, ['engine', 'Not In Time Window']],
    [
      'that is a Report',
      answerOf(envelopeOf(keys), 1, PDU.report),
      {},
      ['engine', 'a Report of 1.3.6.1.2.1.1.3.0'],
    ],
  ])('%s', (_, datagram, own, error) => expect(open(datagram, own)).toEqual(error));

  it('but not one of 150 seconds ago, or of a later start', () => {
    expect(open(answerOf(envelopeOf(keys, { timeS: 850 })))).toBe('opened');
    expect(open(answerOf(envelopeOf(keys, { boots: 4, timeS: 1 })))).toBe('opened');
  });

  it('the engine’s time goes on by itself, and follows the engine', () => {
    let nowMs = 0;
    const envelope = envelopeOf(keys, { now: () => nowMs });
    nowMs = 200_000;
    expect(() => envelope.open(answerOf(envelopeOf(keys, { timeS: 1_049 })), 1)).toThrow('Time Window');
    expect(envelope.open(answerOf(envelopeOf(keys, { boots: 4, timeS: 5 })), 1)).toBeDefined();
    expect(() => envelope.open(answerOf(envelopeOf(keys, { boots: 3, timeS: 9_999 })), 1)).toThrow(
      'Time Window',
    );
  });
});
