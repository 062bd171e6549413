import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerSchema, requestSchema, Seal } from '../../../../agent/throughput/control.ts';

const KEY = 'mot-khoa-du-dai-de-ky';
const seal = () => new Seal(KEY, 'asker 0123');
const REQUEST = { direction: 'forward', durationMs: 5_000, maxKbps: 1_000 } as const;

describe('a line of the other end', () => {
  it('is read with the key and on the connection that it was made for', () => {
    expect(seal().read(seal().write(REQUEST), requestSchema)).toEqual(REQUEST);
    expect(new Seal(KEY, 'asker 4567').read(seal().write(REQUEST), requestSchema)).toBeUndefined();
    expect(new Seal(`${KEY}!`, 'asker 0123').read(seal().write(REQUEST), requestSchema)).toBeUndefined();
  });

  it('is not read as something else', () =>
    expect(seal().read(seal().write({ refused: 'busy' }), requestSchema)).toBeUndefined());

  it('is nothing where it is anything else, and never ends the process', () => {
    const json = fc.json();
    const shaped = fc
      .record({ body: json, code: fc.stringMatching(/^[0-9a-f]{64}$/) })
      .map((one) => JSON.stringify(one));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, shaped, fc.string({ unit: 'binary' })), (line) => {
        expect(seal().read(line, requestSchema)).toBeUndefined();
        expect(seal().read(line, answerSchema)).toBeUndefined();
      }),
    );
  });

  it('is nothing when any sign of it is another', () => {
    const line = seal().write(REQUEST).trimEnd();
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, sign) => {
        fc.pre(line[at] !== sign);
        const turned = `${line.slice(0, at)}${sign}${line.slice(at + 1)}`;
        expect(seal().read(turned, requestSchema)).toBeUndefined();
      }),
    );
  });
});
